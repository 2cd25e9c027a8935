// Keeps the page as the cluster is: fetches it again when the board says that there is something new, and changes only
// what differs, so that scrolling, focus and what is open stay as they are.
"use strict";

const connection = document.getElementById("connection");

function key(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.dataset ? node.dataset.key : undefined;
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && key(one) === key(other);
}

function becomes(shown, wanted) {
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.nodeValue !== wanted.nodeValue) {
      shown.nodeValue = wanted.nodeValue;
    }
    return;
  }
  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) !== value) {
      shown.setAttribute(name, value);
    }
  }
  for (const { name } of [...shown.attributes]) {
    // What is open was opened by the reader.
    if (!wanted.hasAttribute(name) && !(shown.nodeName === "DETAILS" && name === "open")) {
      shown.removeAttribute(name);
    }
  }
  let next = shown.firstChild;
  for (const child of [...wanted.childNodes]) {
    let found = next;
    while (found && !alike(found, child)) {
      found = found.nextSibling;
    }
    if (found) {
      if (found !== next) {
        shown.insertBefore(found, next);
      }
      becomes(found, child);
      next = found.nextSibling;
    } else {
      shown.insertBefore(document.importNode(child, true), next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function say(text) {
  if (connection.textContent !== text) {
    connection.textContent = text;
  }
}

let fetching = false;
let again = false;

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wanted = page.getElementById("main");
    if (answer.ok && wanted) {
      becomes(document.getElementById("main"), wanted);
      say("");
    }
  } catch {
    say(connection.dataset.lost);
  } finally {
    fetching = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

const events = new EventSource("/events");
events.onmessage = refresh;
events.onerror = () => say(connection.dataset.lost);
