// rooms: score format base data model
// Any bytes as an MLmodel, beside a file that is a model whatever it is called.
#include "fuzz_model.h"

namespace {

// What LightGBM writes of one split on the first of two columns.
constexpr const char* kModel =
    "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\n"
    "objective=regression\nfeature_names=Column_0 Column_1\nfeature_infos=[0:1] [0:1]\n"
    "tree_sizes=205\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\n"
    "threshold=0.5\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
    "leaf_weight=1 1\nleaf_count=1 1\ninternal_value=0\ninternal_weight=0\ninternal_count=2\n"
    "is_linear=0\nshrinkage=1\n\n\nend of trees\n";

class ModelFolder final : public slipway::base::Folder {
 public:
  explicit ModelFolder(std::string mlmodel) : mlmodel_(std::move(mlmodel)) {}
  slipway::base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{"MLmodel", "model"};
  }
  slipway::base::Result<std::unique_ptr<slipway::base::Reader>> open(
      std::string_view name) const override {
    if (name.empty() || name.front() == '/' || name == ".." || name.starts_with("../") ||
        name.find("/../") != std::string_view::npos)
      __builtin_trap();  // left its folder
    return slipway::base::memory_reader(name == "MLmodel" ? mlmodel_ : kModel, std::string(name));
  }

 private:
  const std::string mlmodel_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ModelFolder folder(std::string(reinterpret_cast<const char*>(data), size));
  const auto model = slipway::format::read_model(folder, "mlflow");
  if (!model.ok() && model.status().text().empty()) __builtin_trap();
  if (model.ok()) slipway::fuzz::score_some(*model);
  return 0;
}
