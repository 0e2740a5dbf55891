// Improves a page that already works: every [data-enhance="name …"] element is handed to ./name.js.
// The address of this file carries the version, and modules are found relative to it: old and new never mix.
for (const element of document.querySelectorAll("[data-enhance]")) {
  for (const name of element.dataset.enhance.split(" ")) {
    import(`./${name}.js`).then((module) => module.default(element)).catch(() => {
      // The page works without; a module that cannot be loaded must not stop the others.
    });
  }
}
