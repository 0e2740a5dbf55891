// Improves a page that already works: every [data-enhance="name …"] element is handed to ./name.js.
// The version of this file is passed on, so that a browser never mixes old modules with new pages.
const version = new URL(import.meta.url).search;

for (const element of document.querySelectorAll("[data-enhance]")) {
  for (const name of element.dataset.enhance.split(" ")) {
    import(`./${name}.js${version}`).then((module) => module.default(element)).catch(() => {
      // The page works without; a module that cannot be loaded must not stop the others.
    });
  }
}
