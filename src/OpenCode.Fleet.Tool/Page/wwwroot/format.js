// Words and numbers as the page shows them.

const numbers = new Intl.NumberFormat('en-US');

export const count = number => numbers.format(number);

export const jobs = number => `${count(number)} ${number === 1 ? 'job' : 'jobs'}`;

/** US dollars; small amounts with more digits. */
export const cost = dollars => `$${dollars.toFixed(dollars !== 0 && dollars < 1 ? 4 : 2)}`;

/** `limitReached` becomes `limit reached`. */
export const words = name => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

export const time = text => new Date(text).toLocaleString();

export const idOf = job => `${job.batch}/${job.index}`;

// Identifiers of batches contain only characters that an address can contain.
export const batchLink = batch => `#/batch/${batch}`;

export const jobLink = (batch, index) => `#/job/${batch}/${index}`;
