// The list of messages below the text and the counts beside the files, kept up while somebody types.
export function listNotes(notes, words, goTo) {
  const list = document.querySelector("[data-notes]");
  document.querySelector("[data-notes-none]").hidden = notes.length > 0;
  list.replaceChildren(...notes.map((note) => row(note, words, goTo)));
}

export function showCounts(counts) {
  for (const link of document.querySelectorAll("[data-file]")) {
    const place = link.querySelector("[data-counts]");
    place.replaceChildren(...(counts[link.dataset.file] ?? []).map(([level, sentence]) => {
      const part = document.createElement("span");
      part.className = level === "error" ? "bad" : "odd";
      part.textContent = sentence;
      return part;
    }));
  }
}

function row(note, words, goTo) {
  const item = document.createElement("li");
  item.className = `remark ${note.level}`;
  const place = document.createElement("button");
  place.type = "button";
  place.className = "remark-place";
  place.textContent = words.line.replace("{n}", note.line);
  place.addEventListener("click", () => goTo(note.line, note.column));
  const head = document.createElement("p");
  head.append(place, ` ${words[note.level]} ${note.code}: ${note.message}`);
  const hint = document.createElement("p");
  hint.className = "small";
  const attempt = document.createElement("code");
  attempt.textContent = note.attempt;
  hint.append(`${words.try} `, attempt);
  item.append(head, hint);
  return item;
}
