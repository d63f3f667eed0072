/** What completing an argument offers: models, public methods, fields, or ids of records. */
export type CompletionKind = 'model' | 'method' | 'field' | 'record';
