// Messages and their components as DOM nodes.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";

const ROW = 1, BUTTON = 2, SELECT = 3, USER_SELECT = 5, ROLE_SELECT = 6, MENTIONABLE_SELECT = 7, CHANNEL_SELECT = 8, SECTION = 9, TEXT = 10, MEDIA = 12, FILE = 13, SEPARATOR = 14, CONTAINER = 17;
const EPHEMERAL = 1 << 6, LOADING = 1 << 7;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

export function renderMessage(message, context) {
  const app = message.author.bot ? el("span", { class: "app" }, "APP") : null;
  const time = new Date(message.timestamp);
  const item = el(
    "li",
    { class: "message", id: `m${message.id}` },
    message._asked?.what ? used(message._asked, context) : answered(message, context),
    el(
      "div",
      { class: "by" },
      context.users[message.author.id]?.global_name ?? message.author.username,
      app,
      el("time", { datetime: message.timestamp }, time.toLocaleString(context.locale)),
    ),
  );
  const more = el("button", { type: "button", class: "more", "aria-label": "Reply, and apps for this message" }, "⋯");
  more.addEventListener("click", (event) => context.showApps(message, event));
  item.prepend(more);
  item.addEventListener("contextmenu", (event) => context.showApps(message, event));
  if (message.flags & LOADING) item.append(el("p", { class: "soft" }, "Thinking…"));
  if (message.content) item.append(markdown(message.content, context));
  for (const embed of message.embeds) item.append(renderEmbed(embed, context));
  item.append(...message.components.map((component) => render(component, message, context)));
  const shown = JSON.stringify(message.components);
  for (const file of message.attachments) {
    if (!shown.includes(`"attachment://${file.filename}"`)) item.append(renderFile(file));
  }
  if (message.flags & EPHEMERAL) item.append(el("div", { class: "only-you" }, "Only you can see this"));
  return item;
}

/** Which command this answers; one's own comes back into the line. */
function used(asked, context) {
  const own = asked.line && asked.id === context.me.id;
  const what = el(own ? "button" : "span", own ? { type: "button", title: "Write it again" } : {}, asked.what);
  if (own) what.addEventListener("click", () => context.write(asked.line));
  return el("div", { class: "asked" }, `${asked.by} used `, what);
}

/** Which message this answers, and the way there; null where it answers none. */
function answered(message, context) {
  const id = message.message_reference?.message_id;
  if (!id) return null;
  const first = context.messages.get(id);
  if (!first) return el("div", { class: "asked" }, "↪ a message that is gone");
  const who = context.users[first.author.id]?.global_name ?? first.author.username;
  const what = el("button", { type: "button" }, `↪ ${who}: ${beginning(first, context)}`);
  what.addEventListener("click", () => document.getElementById(`m${id}`)?.scrollIntoView({ block: "center" }));
  return el("div", { class: "asked" }, what);
}

function beginning(message, context) {
  const texts = (components) =>
    components.flatMap((each) => (each.content ? [each.content] : texts(each.components ?? [])));
  const text = message.content || texts(message.components)[0] || "a card";
  const words = markdown(text, context).textContent;
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}

function render(component, message, context) {
  switch (component.type) {
    case CONTAINER: {
      const box = el("div", { class: "container" });
      if (component.accent_color) {
        const colour = component.accent_color.toString(16).padStart(6, "0");
        box.style.setProperty("--stripe", `#${colour}`);
      }
      box.append(...component.components.map((child) => render(child, message, context)));
      return box;
    }
    case TEXT:
      return markdown(component.content, context);
    case ROW:
      return el("div", { class: "buttons" }, ...component.components.map((c) => render(c, message, context)));
    case BUTTON:
      return button(component, message, context);
    case SELECT:
    case USER_SELECT:
    case ROLE_SELECT:
    case MENTIONABLE_SELECT:
    case CHANNEL_SELECT:
      return select(component, message, context);
    case SECTION:
      return el(
        "div",
        { class: "section" },
        el("div", {}, ...component.components.map((c) => render(c, message, context))),
        render(component.accessory, message, context),
      );
    case SEPARATOR:
      return el("hr");
    case FILE:
      return renderFile(attached(component.file.url, message));
    case MEDIA:
      return el("div", {}, ...component.items.map((item) => picture(item, message)));
    default:
      return el("p", {}, `(component ${component.type})`);
  }
}

function button(component, message, context) {
  if (component.style === 5) {
    return el("a", { href: component.url, target: "_blank", rel: "noreferrer noopener" }, component.label);
  }
  const made = el(
    "button",
    { type: "button", class: STYLES[component.style], disabled: component.disabled },
    component.label,
  );
  made.addEventListener("click", () => context.press(message, made, press(component)));
  return made;
}

export function choices(component, context) {
  const people = Object.values(context.users).map((user) => ({ value: user.id, label: user.global_name }));
  const roles = context.roles.map((role) => ({ value: role.id, label: role.name }));
  const channels = context.channels.filter((channel) => channel.name);
  switch (component.type) {
    case USER_SELECT:
      return people;
    case ROLE_SELECT:
      return roles;
    case MENTIONABLE_SELECT:
      return [...people, ...roles];
    case CHANNEL_SELECT:
      return channels.map((channel) => ({ value: channel.id, label: `#${channel.name}` }));
    default:
      return component.options;
  }
}

function select(component, message, context) {
  const many = (component.max_values ?? 1) > 1;
  const title = component.placeholder ?? "Choose";
  const made = el(
    "select",
    { "aria-label": title, multiple: many, disabled: component.disabled },
    many ? null : el("option", { value: "" }, `${title}…`),
    ...choices(component, context).map((o) => el("option", { value: o.value, selected: o.default }, o.label)),
  );
  const send = () => {
    const values = [...made.selectedOptions].map((option) => option.value).filter(Boolean);
    context.press(message, made, { ...press(component), values });
  };
  if (!many) made.addEventListener("change", send);
  const done = many ? el("button", { type: "button" }, "Done") : null;
  done?.addEventListener("click", send);
  return el("span", {}, made, done);
}

function press(component) {
  return { component_type: component.type, custom_id: component.custom_id, id: component.id };
}

function renderEmbed(embed, context) {
  const heading = embed.url ? el("a", { href: embed.url, target: "_blank", rel: "noreferrer noopener" }, embed.title) : embed.title;
  return el(
    "div",
    { class: "container" },
    embed.author ? el("small", {}, embed.author.name) : null,
    embed.title ? el("strong", {}, heading) : null,
    embed.description ? markdown(embed.description, context) : null,
    ...(embed.fields ?? []).map((field) =>
      el("div", {}, el("strong", {}, field.name), markdown(field.value, context))),
    embed.footer ? el("small", {}, embed.footer.text) : null,
  );
}

function renderFile(file) {
  if (file.content_type?.startsWith("image/")) return image(new URL(file.url).pathname, file.description, file);
  return el("a", { href: new URL(file.url).pathname, download: file.filename }, file.filename);
}

// attachment://name stands for a file of the message itself.
function attached(url, message) {
  const name = url.replace(/^attachment:\/\//u, "");
  return message.attachments.find((each) => each.filename === name);
}

function picture(item, message) {
  const file = attached(item.media.url, message);
  return image(new URL(file?.url ?? item.media.url).pathname, item.description, file);
}

/** An image that has its height before it has loaded, where its size is known. */
function image(source, description, size) {
  return el("img", { src: source, alt: description ?? "", width: size?.width, height: size?.height });
}
