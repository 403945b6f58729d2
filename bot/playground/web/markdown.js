// Discord's markdown as DOM nodes. Text never becomes HTML.

import { el } from "./dom.js";

const INLINE = new RegExp(
  [
    /\\(?<escaped>[^a-z0-9\s])/u,
    /`(?<code>[^`]+)`/u,
    /\*\*(?<bold>.+?)\*\*/u,
    /~~(?<strike>.+?)~~/u,
    /\*(?<italic>[^*]+)\*/u,
    /<t:(?<stamp>-?\d+)(?::(?<style>[tTdDfFR]))?>/u,
    /<@!?(?<user>\d+)>/u,
    /<#(?<channel>\d+)>/u,
    /<\/(?<command>[^:>]+):\d+>/u,
    /<?(?<link>https?:\/\/[^\s<>]+)>?/u,
  ].map((part) => part.source).join("|"),
  "su",
);

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

export function markdown(text, context) {
  const root = el("div", { class: "text" });
  let list = null;
  let block = null;
  for (const line of text.split("\n")) {
    if (line === "```") {
      block = block ? null : root.appendChild(el("pre"));
      list = null;
      continue;
    }
    if (block) {
      block.append(`${line}\n`);
      continue;
    }
    const item = /^[-*] (.*)$/su.exec(line);
    if (item) {
      list ??= root.appendChild(el("ul"));
      list.append(el("li", {}, ...inline(item[1], context)));
      continue;
    }
    list = null;
    const heading = /^(#{1,3}) (.*)$/su.exec(line);
    const small = /^-# (.*)$/su.exec(line);
    if (heading) root.append(el(`h${heading[1].length + 2}`, {}, ...inline(heading[2], context)));
    else if (small) root.append(el("small", {}, ...inline(small[1], context)));
    else root.append(el("p", {}, ...inline(line, context)));
  }
  return root;
}

function inline(text, context) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index) nodes.push(rest.slice(0, match.index));
    nodes.push(node(match.groups, context));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

function node(found, context) {
  if (found.escaped) return found.escaped;
  if (found.code) return el("code", {}, found.code);
  if (found.bold) return el("strong", {}, ...inline(found.bold, context));
  if (found.strike) return el("s", {}, ...inline(found.strike, context));
  if (found.italic) return el("em", {}, ...inline(found.italic, context));
  if (found.stamp) return stamp(Number(found.stamp), found.style ?? "f", context);
  if (found.user) {
    const user = context.users[found.user];
    return el("span", { class: "mention" }, `@${user?.global_name ?? "unknown"}`);
  }
  if (found.channel) {
    const channel = context.channels.find((each) => each.id === found.channel);
    return el("span", { class: "mention" }, `#${channel?.name ?? "unknown"}`);
  }
  if (found.command) {
    const button = el("button", { type: "button", class: "mention" }, `/${found.command}`);
    button.addEventListener("click", () => context.pick(found.command));
    return button;
  }
  return el("a", { href: found.link, rel: "noreferrer noopener", target: "_blank" }, found.link);
}

function stamp(seconds, style, context) {
  const date = new Date(seconds * 1000);
  const full = date.toLocaleString(context.locale, STYLES.F);
  const shown = style === "R" ? relative(date, context) : date.toLocaleString(context.locale, STYLES[style]);
  return el("time", { class: "stamp", title: full, datetime: date.toISOString() }, shown);
}

function relative(date, context) {
  const seconds = (date - context.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(context.locale, { numeric: "auto" });
  const units = [["year", 31536000], ["month", 2628000], ["day", 86400], ["hour", 3600], ["minute", 60]];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(Math.round(seconds), "second");
}
