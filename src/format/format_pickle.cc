// pickle: Python's pickle and joblib files, in every protocol and compression, read and never run.
// What is in it decides who reads on: scikit-learn estimators.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "format/format.h"
#include "format/pickle/decompress.h"
#include "format/pickle/machine.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapter.h"
#include "format/sklearn/read.h"

namespace slipway::format {
namespace {

// The first class or function that `root` reaches and Slipway does not know, for the message.
std::string stranger(pickle::Ref root) {
  std::set<pickle::Ref> seen = {root};
  std::vector<pickle::Ref> open = {root};
  const auto reach = [&](pickle::Ref object) {
    if (object != nullptr && seen.insert(object).second) open.push_back(object);
  };
  while (!open.empty()) {
    pickle::Ref object = open.back();
    open.pop_back();
    const std::string name = pickle::symbol_name(object);
    if (!name.empty() && sklearn::find_adapter(name) == nullptr)
      return fmt::format("; in it is {} (at byte {})", name, object->call()->offset);
    std::ranges::for_each(object->items(), reach);
    if (const pickle::Call* call = object->call(); call != nullptr) {
      for (pickle::Ref one : {call->symbol, call->args, call->kwargs}) reach(one);
      for (const auto* all : {&call->states, &call->dict_items}) std::ranges::for_each(*all, reach);
    }
    if (const pickle::Array* array = object->array(); array != nullptr)
      std::ranges::for_each(array->objects, reach);
  }
  return {};
}

class Pickle final : public Format {
 public:
  const char* about() const override { return "Python pickle or joblib file of scikit-learn"; }
  std::vector<std::string> extensions() const override { return {".pkl", ".pickle", ".joblib"}; }

  std::vector<KnownClass> classes() const override {
    std::vector<KnownClass> all;
    for (const sklearn::Adapter& adapter : sklearn::adapters())
      for (const std::string_view name : adapter.classes)
        all.push_back({fmt::format("{}.{}", adapter.package, name),
                       {adapter.reads.begin(), adapter.reads.end()},
                       {adapter.ignores.begin(), adapter.ignores.end()}});
    std::ranges::sort(all, {}, &KnownClass::name);
    return all;
  }

  int sniff(std::string_view head, std::uint64_t) const override {
    if (head.size() >= 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5) return 90;
    if (pickle::compression_of(head) != pickle::Compression::kNone) return 40;
    // Protocols 0 and 1 have no magic: an object starts with a call of copy_reg or a class.
    if (head.starts_with("ccopy_reg\n") || head.starts_with("ccopyreg\n") ||
        head.starts_with("csklearn."))
      return 60;
    return 0;
  }

  base::Status read(const base::Folder& folder, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    SLIPWAY_ASSIGN(const pickle::Document document, pickle::read_pickle_file(folder, file));
    if (sklearn::is_estimator(document.root))
      return sklearn::read_estimator(document.root, builder);
    if (document.root->tag == pickle::Tag::kRecord || document.root->tag == pickle::Tag::kSymbol)
      return sklearn::unknown_symbol(document.root);
    return base::unimplemented(
               "NOT_A_MODEL", fmt::format("holds {}, not a fitted estimator{}",
                                          pickle::describe(document.root), stranger(document.root)))
        .remedy("pickle the estimator itself");
  }
};

}  // namespace

base::Status register_format_pickle(base::Kinds<Format>& kinds) {
  return kinds.add("pickle", std::make_unique<Pickle>());
}

}  // namespace slipway::format
