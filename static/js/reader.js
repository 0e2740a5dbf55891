// Notes which sections of a module were displayed in full: their end was seen, and they stood on screen for a while.
// Nothing but the tags leaves the page: no times, no scrolling. Without this file a button does the same for a whole module.

const TICK = 500;
const PAUSE = 300; // waits a moment, so that two sections that end together travel together
const PATIENCE = 1500; // how long a click on a link waits for what is still to be sent
const LONGEST_WAIT = 60_000;

export default function reader(article) {
  const words = article.dataset;
  const line = article.querySelector("[data-reader-state]");
  const done = new Set((words.done || "").split(" ").filter(Boolean));
  const waiting = new Set();
  let sending = null;
  let wait = 2000;
  let timer = 0;
  let stopped = false;

  const say = (text) => { if (line && line.textContent !== text) line.textContent = text; };

  async function send() {
    const tags = [...waiting];
    const body = new URLSearchParams([["edition", words.edition], ["how", "observed"], ...tags.map((tag) => ["section", tag])]);
    const answer = await fetch(words.url, {
      method: "POST", body, keepalive: true, redirect: "manual", credentials: "same-origin",
      headers: { "X-CSRFToken": words.token, Accept: "application/json" },
    });
    if (answer.ok) {
      tags.forEach((tag) => waiting.delete(tag));
      wait = 2000;
      const news = await answer.json();
      say(news.read ? words.sayRead : "");
      article.dispatchEvent(new CustomEvent("reader:saved", { bubbles: true, detail: news }));
    } else if (answer.status >= 500 || answer.status === 429) {
      throw new Error(`answer ${answer.status}`);
    } else {
      // Sending the same again would not help: signed out, or a newer edition came. What was noted so far is kept.
      stopped = true;
      say(answer.status === 409 ? words.sayChanged : words.saySignedOut);
    }
  }

  function flush() {
    if (stopped || sending || !waiting.size) return sending || Promise.resolve();
    clearTimeout(timer);
    sending = send()
      .catch(() => {
        say(words.sayLost);
        later(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      })
      .finally(() => {
        sending = null;
        if (waiting.size && !stopped && !timer) later(PAUSE);
      });
    return sending;
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; flush(); }, pause);
  }

  function displayed(tag) {
    if (done.has(tag)) return;
    done.add(tag);
    waiting.add(tag);
    later(PAUSE);
  }

  watch([...article.querySelectorAll("[data-section]")].filter((section) => !done.has(section.dataset.section)), displayed);
  addEventListener("online", () => later(0));
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  article.addEventListener("click", (event) => followWhenSaved(event, () => waiting.size && !stopped, flush));
  article.querySelectorAll("[data-without-script]").forEach((element) => { element.hidden = true; });
}

// Calls back once for each section whose end has been on screen and that stood there for its `data-seconds`.
function watch(sections, displayed) {
  const states = new Map();
  const visible = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) states.get(target).visible = isIntersecting;
  });
  const ends = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) states.get(target.parentElement).end = true;
  });
  for (const section of sections) {
    const end = document.createElement("span");
    section.append(end);
    states.set(section, { visible: false, end: false, left: Number(section.dataset.seconds || 1) * 1000 });
    visible.observe(section);
    ends.observe(end);
  }
  let before = performance.now();
  const clock = setInterval(() => {
    const now = performance.now();
    const passed = Math.min(now - before, 2 * TICK); // a sleeping computer reads nothing
    before = now;
    if (document.hidden) return;
    for (const [section, state] of states) {
      if (state.visible) state.left -= passed;
      if (!state.end || state.left > 0) continue;
      states.delete(section);
      visible.unobserve(section);
      displayed(section.dataset.section);
    }
    if (!states.size) clearInterval(clock);
  }, TICK);
}

// The next page must know what this one has noted: a plain click waits for it, but never long.
function followWhenSaved(event, pending, flush) {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || !pending()) return;
  if (link.origin !== location.origin || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => location.assign(link.href));
}
