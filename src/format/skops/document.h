// A .skops file as the same inert objects that a pickle gives, so that the adapters of sklearn/ read
// both alike. The schema is a tree of nodes, each with its loader:
//   JsonNode DictNode DefaultDictNode ListNode TupleNode SetNode SliceNode BytesNode BytearrayNode
//   ObjectNode ReduceNode TreeNode LossNode TypeNode FunctionNode MethodNode PartialNode
//   OperatorFuncNode NdArrayNode MaskedArrayNode DTypeNode SparseMatrixNode RandomStateNode
//   RandomGeneratorNode
// (skops/io/_general.py, _numpy.py, _scipy.py, _sklearn.py; protocols 0 to 2). Nothing is imported or
// called: a class is a name, and whether it is known is for the adapters to say.
//
// Errors: those of zip.h, of schema.json:
//   INVALID_ARGUMENT/BAD_SCHEMA        no JSON, a node without what it needs, nesting too deep
//   UNIMPLEMENTED/UNKNOWN_PROTOCOL, UNKNOWN_NODE
//   and of arrays INVALID_ARGUMENT/{BAD_NPY, BAD_ARRAY}, UNIMPLEMENTED/UNSUPPORTED_DTYPE
// One thread; a Document is immutable once returned.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::skops {

struct Read {
  pickle::Document document;
  std::string version;  // of skops; empty before 0.6
};

base::Result<Read> read_document(std::shared_ptr<const std::string> bytes);

}  // namespace slipway::format::skops
