import { login } from './login.ts';
import { searchRead } from './search-read.ts';
import type { Tool } from './tool.ts';

/** Every tool, in the order tools/list shows them. */
export const TOOLS: readonly Tool[] = [login, searchRead];
