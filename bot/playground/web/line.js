// A typed line as a command with its options, and back again.

export const STRING = 3, INTEGER = 4, BOOLEAN = 5, NUMBER = 10, ATTACHMENT = 11;
export const SUBCOMMAND = 1, GROUP = 2, USER = 6, CHANNEL = 7, ROLE = 8;
const CHAT_INPUT = 1;

/** Every command that can be sent, with the names that lead to it. */
export function leavesOf(commands) {
  const found = [];
  const walk = (root, node, path) => {
    const nested = (node.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
    if (!nested.length) found.push({ root, node, path: path.map((each) => each.name) });
    for (const child of nested) walk(root, child, [...path, child]);
  };
  for (const command of commands) if (command.type === CHAT_INPUT) walk(command, command, [command]);
  return found;
}

export function nameOf(leaf) {
  return `/${leaf.path.join(" ")}`;
}

/** A command's options as they are asked: what is required first. */
export function optionsOf(leaf) {
  return (leaf.node.options ?? []).toSorted((a, b) => Boolean(b.required) - Boolean(a.required));
}

/**
 * The command of a line and the text of each option by its name; null where there is no such command.
 * What stands before the first option's name is the first option's text, else `unplaced`.
 */
export function parse(text, leaves) {
  const leaf = leaves
    .filter((each) => new RegExp(`^${nameOf(each)}(\\s|$)`, "u").test(text))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (!leaf) return null;
  const rest = text.slice(nameOf(leaf).length);
  const options = optionsOf(leaf);
  const names = options.map((option) => option.name);
  const marks = [...rest.matchAll(/(?:^|\s)([\w-]+):/gu)].filter((mark) => names.includes(mark[1]));
  const texts = new Map();
  marks.forEach((mark, index) => {
    const end = marks[index + 1]?.index ?? rest.length;
    const told = rest.slice(mark.index + mark[0].length, end).trim().replace(/^"(.*)"$/su, "$1");
    texts.set(mark[1], told);
  });
  const before = rest.slice(0, marks[0]?.index ?? rest.length).trim();
  const isFirst = before && options.length && !texts.has(names[0]) && !/^[\w-]+:(?!\/\/)\S/u.test(before);
  if (isFirst) texts.set(names[0], before);
  return { leaf, texts, unplaced: isFirst ? "" : before };
}

/** The line that stands for a command with those texts. */
export function lineOf(leaf, texts) {
  const told = [...texts].filter(([, text]) => text !== "").map(([name, text]) => ` ${name}:${text}`);
  return nameOf(leaf) + told.join("");
}

/** An option with what was typed for it, or what is wrong with that, as `{ error }`. */
export function typed(option, text, choices) {
  const made = (value) => ({ name: option.name, type: option.type, value });
  if (choices.length) {
    const plain = (name) => String(name).toLowerCase().replace(/^[#@]+/u, "");
    const chosen = choices.find((choice) => [choice.name, choice.value].some((each) => plain(each) === plain(text)));
    if (chosen) return made(chosen.value);
    const some = choices.slice(0, 8).map((choice) => choice.name).join(", ");
    return { error: `${option.name} has no choice “${text}”. It can be: ${some}${choices.length > 8 ? ", …" : ""}.` };
  }
  if (option.type === INTEGER || option.type === NUMBER) return number(option, text, made);
  return made(text);
}

function number(option, text, made) {
  const whole = option.type === INTEGER;
  const value = /^[-+]?\d+(\.\d+)?$/u.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value) || (whole && !Number.isInteger(value))) {
    return { error: `${option.name} takes a ${whole ? "whole number" : "number"}; “${text}” isn't one.` };
  }
  return made(value);
}

/** Options put into the sub-commands that a command's path names. */
export function nest(leaf, values) {
  return leaf.path.slice(1).reduceRight(
    (inner, name, index) => [{ name, type: index === leaf.path.length - 2 ? SUBCOMMAND : GROUP, options: inner }],
    values,
  );
}
