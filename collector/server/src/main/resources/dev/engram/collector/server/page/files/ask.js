import { html } from './lit-html.js';
export const title = () => 'ask';
export const load = async () => ({});
export const view = () => html``;
