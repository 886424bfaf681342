#include "serve/try_page.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace slipway::serve {
namespace {

constexpr const char* kStyle = R"css(
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
p { margin: .3rem 0 1rem; }
fieldset { border: 1px solid #8886; border-radius: 6px; margin: 0 0 1rem; }
#row { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .4rem 1rem; }
label { display: flex; flex-direction: column; font-size: .85rem; overflow-wrap: anywhere; }
#outputs label { display: inline-flex; flex-direction: row; gap: .3rem; margin-right: 1rem; }
input, select, textarea, button { font: inherit; padding: .25rem .4rem; }
textarea { width: 100%; box-sizing: border-box; font-family: ui-monospace, monospace; }
pre { background: #8882; border-radius: 6px; overflow: auto; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
button { cursor: pointer; padding: .35rem 1.2rem; }
.bad { color: #c33; }
)css";

constexpr const char* kScript = R"js(
'use strict';
const FORM_COLUMNS_MAX = 300;  // wider models are tried by their JSON
const $ = (id) => document.getElementById(id);
const add = (parent, tag, text) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  return parent.appendChild(node);
};
const url = (path) => new URL(path, location.href);
const headers = () => ($('authorization').value ? {Authorization: $('authorization').value} : {});
let columns = [], outputs = [];

// What a column's schema means for its field.
function meaning(schema) {
  const name = (schema.$ref || '').split('/').pop();
  const types = [].concat(schema.type || []);
  if (name === 'Number' || name === 'NumberOrMissing')
    return {kind: 'number', missing: name === 'NumberOrMissing', choices: []};
  return {kind: types[0], missing: types.includes('null'), closed: schema.enum !== undefined,
          choices: (schema.enum || schema.examples || []).filter((one) => one !== null)};
}

function field(name, schema, example, at) {
  const {kind, missing, closed, choices} = meaning(schema);
  const label = add($('row'), 'label', name);
  let input;
  if (closed || kind === 'boolean') {
    input = add(label, 'select');
    for (const choice of kind === 'boolean' ? ['true', 'false'] : choices) add(input, 'option', choice);
    if (missing) add(input, 'option', '').label = '(missing)';
  } else {
    input = add(label, 'input');
    if (choices.length) {
      const list = add(label, 'datalist');
      list.id = 'known' + at;
      input.setAttribute('list', list.id);
      for (const choice of choices) add(list, 'option').value = choice;
    }
    if (missing) input.placeholder = 'missing';
  }
  input.value = example === undefined || example === null ? '' : String(example);
  const value = () => {
    const text = input.value;
    if (text === '' && (missing || kind !== 'string')) return null;
    if (kind === 'boolean') return text === 'true';
    if (kind === 'string' || text.trim() === '' || !Number.isFinite(Number(text))) return text;
    return Number(text);
  };
  input.addEventListener('input', write);
  return {name, value};
}

function write() {
  if (columns.length)
    $('body').value = JSON.stringify(Object.fromEntries(columns.map((c) => [c.name, c.value()])), null, 1);
  show();
}

function target() {
  const to = url('score');
  const picked = outputs.filter((one) => one.checked).map((one) => one.value);
  return picked.length ? to + '?outputs=' + picked.map(encodeURIComponent).join(',') : String(to);
}

const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
function show() {
  let body = $('body').value;
  try { body = JSON.stringify(JSON.parse(body)); } catch { /* as it was typed */ }
  const more = $('authorization').value ? ' \\\n  -H ' + quoted('Authorization: ' + $('authorization').value) : '';
  $('curl').textContent = 'curl ' + quoted(target()) + more +
      ' \\\n  -H ' + quoted('Content-Type: application/json') + ' \\\n  -d ' + quoted(body);
}

async function score() {
  $('send').disabled = true;
  const began = performance.now();
  try {
    const answer = await fetch(target(), {method: 'POST', body: $('body').value,
                                          headers: {'Content-Type': 'application/json', ...headers()}});
    const text = await answer.text();
    $('status').textContent = answer.status + ' ' + answer.statusText + ', ' + (performance.now() - began).toFixed(1) + ' ms';
    $('status').className = answer.ok ? '' : 'bad';
    try { $('answer').textContent = JSON.stringify(JSON.parse(text), null, 2); } catch { $('answer').textContent = text; }
  } catch (problem) {
    $('status').textContent = String(problem);
    $('status').className = 'bad';
  }
  $('send').disabled = false;
}

async function load() {
  const answer = await fetch(url('openapi.json'), {headers: headers()});
  const api = await answer.json();
  if (!answer.ok) return Promise.reject(new Error(api.error ? api.error.message : answer.status));
  document.title = $('title').textContent = api.info.title;
  $('about').textContent = api.info.description + ' Version ' + api.info.version + '.';
  $('row').replaceChildren(add(document.createElement('div'), 'legend', 'One row'));
  $('outputs').replaceChildren(add(document.createElement('div'), 'legend', 'Outputs (none: the usual ones)'));
  const row = api.components.schemas.Row;
  const example = (row.examples || [{}])[0];
  columns = row.required.length > FORM_COLUMNS_MAX ? [] :
      row.required.map((name, at) => field(name, row.properties[name], example[name], at));
  if (!columns.length) $('body').value = JSON.stringify(example, null, 1);
  outputs = api.paths['/score'].post.parameters[0].schema.items.enum.map((name) => {
    const label = add($('outputs'), 'label');
    const box = document.createElement('input');
    box.type = 'checkbox', box.value = name;
    box.addEventListener('change', show);
    label.append(box, name);
    return box;
  });
  write();
}

const start = () => load().then(() => { $('status').textContent = $('status').className = ''; }, (problem) => {
  $('status').textContent = 'The document of the model could not be read: ' + problem.message;
  $('status').className = 'bad';
});
$('authorization').addEventListener('change', () => (columns.length || outputs.length ? show() : start()));
$('body').addEventListener('input', show);
$('send').addEventListener('click', score);
start();
)js";

constexpr const char* kPage = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slipway</title>
<style>{}</style>
</head>
<body>
<h1 id="title">Slipway</h1>
<p id="about"></p>
<fieldset id="row"><legend>One row</legend></fieldset>
<fieldset id="outputs"><legend>Outputs</legend></fieldset>
<label>Authorization, if the server wants it<input id="authorization" autocomplete="off" placeholder="Bearer …"></label>
<p><label>Body: one row, a list of rows, or {{"rows": […]}}<textarea id="body" rows="10" spellcheck="false"></textarea></label></p>
<p><button id="send">Score</button> <span id="status"></span></p>
<pre id="answer"></pre>
<p>The same by hand; the whole of it stands in <a href="openapi.json">openapi.json</a>:</p>
<pre id="curl"></pre>
<script>{}</script>
</body>
</html>
)html";

}  // namespace

const TryPage& try_page() {
  static const TryPage kTryPage = {
      fmt::format(fmt::runtime(kPage), kStyle, kScript),
      fmt::format("default-src 'none'; connect-src 'self'; script-src 'sha256-{}'; style-src "
                  "'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                  base::sha256_base64(kScript), base::sha256_base64(kStyle))};
  return kTryPage;
}

}  // namespace slipway::serve
