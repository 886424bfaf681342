// What the user's Python is asked to run: it loads the model with the library that made it, scores
// the rows it is given, and answers. It needs that library, numpy, and pandas if the model knows
// names or texts.
#pragma once

namespace slipway::service {

// Standard input: {"path", "format", "names_known", "outputs": […], "columns": [{"name", "kind",
// "categories": [known texts], "values": [number | null | "inf" | "-inf" | text | bool]}]}.
// Standard output: {"python", "versions": {name: version}, "outputs": {name: {"rows": [[…] | null],
// "error": text}}} with a null for a row that the library refuses and the text of the first refusal;
// or {"error": text} if the model can't be loaded.
extern const char* const kVerifyScript;

}  // namespace slipway::service
