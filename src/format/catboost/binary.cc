#include "format/catboost/binary.h"

#include <cstring>
#include <memory>
#include <optional>

#include <catboost_generated.h>
#include <fmt/format.h>

#include "base/limits.h"

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;

constexpr std::uint32_t kLongSize = 0xffffffff;  // a size of 64 bits follows
constexpr std::uint32_t kDepthMax = 64;
constexpr std::size_t kBucketBytes = 12;  // a key, and the number of its bucket
constexpr std::uint64_t kNoKey = ~std::uint64_t{0};

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

template <class Number>
Number load(const void* from) {
  Number number;
  std::memcpy(&number, from, sizeof(number));
  return number;
}

// Flatbuffers are read in place, so they must stand where numbers may.
struct Aligned {
  std::unique_ptr<std::uint64_t[]> words;
  std::size_t size = 0;
  const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(words.get()); }
};

class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  Result<std::string_view> take(std::uint64_t count) {
    if (bytes_.size() - at_ < count)
      return base::invalid_argument("TRUNCATED", fmt::format("ends at byte {}", bytes_.size()));
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }

  Result<std::uint64_t> size() {
    SLIPWAY_ASSIGN(const std::string_view brief, take(4));
    if (load<std::uint32_t>(brief.data()) != kLongSize) return load<std::uint32_t>(brief.data());
    SLIPWAY_ASSIGN(const std::string_view whole, take(8));
    return load<std::uint64_t>(whole.data());
  }

  std::size_t left() const { return bytes_.size() - at_; }

  // The next flatbuffer, preceded by its size.
  Result<Aligned> buffer() {
    SLIPWAY_ASSIGN(const std::uint64_t count, size());
    SLIPWAY_ASSIGN(const std::string_view bytes, take(count));
    Aligned aligned{std::make_unique_for_overwrite<std::uint64_t[]>(bytes.size() / 8 + 1),
                    bytes.size()};
    std::memcpy(aligned.words.get(), bytes.data(), bytes.size());
    return aligned;
  }

 private:
  const std::string_view bytes_;
  std::size_t at_ = 0;
};

template <class Table>
Result<const Table*> verified(const Aligned& buffer, const char* what) {
  // A table takes more than four bytes, and so does each reference to one.
  const std::size_t tables = buffer.size / 4 + 1;
  flatbuffers::Verifier verifier(
      buffer.data(), buffer.size, kDepthMax,
      static_cast<flatbuffers::uoffset_t>(std::min<std::size_t>(tables, 1u << 30)));
  if (buffer.size >= FLATBUFFERS_MAX_BUFFER_SIZE || !verifier.VerifyBuffer<Table>(nullptr))
    return bad(fmt::format("the {} is no sound flatbuffer", what));
  return flatbuffers::GetRoot<Table>(buffer.data());
}

// Doubles do not stand where they may be read in place: CatBoost aligns their vectors to four bytes.
template <class Number>
void copy(const flatbuffers::Vector<Number>* from, std::vector<Number>& into) {
  if (from == nullptr || from->size() == 0) return;
  into.resize(from->size());
  std::memcpy(into.data(), from->Data(), from->size() * sizeof(Number));
}

std::string text(const flatbuffers::String* string) {
  return string == nullptr ? std::string() : string->str();
}

template <class Table>
bool any(const flatbuffers::Vector<flatbuffers::Offset<Table>>* tables) {
  return tables != nullptr && tables->size() > 0;
}

void read_base(const fbs::TModelCtrBase& from, CtrBase& base) {
  if (const auto* combination = from.feature_combination(); combination != nullptr) {
    copy(combination->cat_features(), base.projection.categories);
    if (const auto* floats = combination->float_splits(); floats != nullptr)
      for (const fbs::TFloatSplit* split : *floats)
        base.projection.floats.push_back({split->index(), split->border()});
    if (const auto* values = combination->one_hot_splits(); values != nullptr)
      for (const fbs::TOneHotSplit* split : *values)
        base.projection.values.push_back({split->index(), split->value()});
  }
  base.type = static_cast<CtrType>(from.ctr_type());
  base.classifier = from.target_border_classifier_idx();
}

Status check_type(const CtrBase& base) {
  if (base.type <= CtrType::kFeatureFreq) return {};
  return base::unimplemented("UNSUPPORTED_OPTION",
                             fmt::format("ctr type {} is not known", static_cast<int>(base.type)));
}

Status read_ctrs(const fbs::TModelTrees& trees, Saved& saved) {
  if (trees.ctr_features() == nullptr) return {};
  for (const fbs::TCtrFeature* from : *trees.ctr_features()) {
    const fbs::TModelCtr* ctr = from->ctr();
    if (ctr == nullptr || ctr->base() == nullptr) return bad("a ctr feature without its ctr");
    CtrFeature& feature = saved.ctrs.emplace_back();
    read_base(*ctr->base(), feature.base);
    SLIPWAY_TRY(check_type(feature.base));
    feature.target_border = ctr->target_border_idx();
    feature.prior = ctr->prior_num();
    feature.prior_denominator = ctr->prior_denom();
    feature.shift = ctr->shift();
    feature.scale = ctr->scale();
    copy(from->borders(), feature.borders);
  }
  return {};
}

Status refuse_unknown_features(const fbs::TModelTrees& trees) {
  const char* what = any(trees.text_features())        ? "text_features"
                     : any(trees.embedding_features()) ? "embedding_features"
                     : any(trees.estimated_features()) ? "estimated features"
                                                       : nullptr;
  if (what == nullptr) return {};
  return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("a model with {}", what))
      .remedy("train it with numeric and categorical features only");
}

void read_features(const fbs::TModelTrees& trees, Saved& saved) {
  if (trees.float_features() != nullptr)
    for (const fbs::TFloatFeature* from : *trees.float_features()) {
      FloatFeature& feature = saved.floats.emplace_back();
      feature.index = from->index(), feature.flat = from->flat_index();
      feature.name = text(from->feature_id());
      feature.has_nans = from->has_nans();
      feature.nan = static_cast<NanIs>(from->nan_value_treatment());
      copy(from->borders(), feature.borders);
    }
  if (trees.cat_features() != nullptr)
    for (const fbs::TCatFeature* from : *trees.cat_features())
      saved.categories.push_back({from->index(), from->flat_index(), text(from->feature_id())});
  if (trees.one_hot_features() != nullptr)
    for (const fbs::TOneHotFeature* from : *trees.one_hot_features()) {
      OneHotFeature& feature = saved.one_hot.emplace_back();
      feature.feature = from->index();
      copy(from->values(), feature.values);
    }
}

void read_trees(const fbs::TModelTrees& trees, Saved& saved) {
  saved.outputs = trees.approx_dimension();
  copy(trees.tree_splits(), saved.splits);
  copy(trees.tree_sizes(), saved.sizes);
  copy(trees.leaf_values(), saved.leaves);
  copy(trees.non_symmetric_node_id_to_leaf_id(), saved.leaf);
  if (trees.non_symmetric_step_nodes() != nullptr)
    for (const fbs::TNonSymmetricTreeStepNode* node : *trees.non_symmetric_step_nodes())
      saved.steps.push_back({node->left_subtree_diff(), node->right_subtree_diff()});
  saved.scale = trees.scale();
  copy(trees.multi_bias(), saved.bias);
  if (saved.bias.empty() && trees.bias() != 0) saved.bias = {trees.bias()};
}

Status check_starts(const fbs::TModelTrees& trees, const Saved& saved) {
  const auto* starts = trees.tree_start_offsets();
  if (starts == nullptr || starts->size() == 0) return {};
  if (starts->size() != saved.sizes.size())
    return bad("TreeStartOffsets has not one for each tree");
  std::int64_t sum = 0;
  for (std::uint32_t t = 0; t < starts->size(); ++t) {
    if (starts->Get(t) != sum) return bad(fmt::format("tree {} does not follow the last", t));
    sum += saved.sizes[t];
  }
  return {};
}

Status read_core(const fbs::TModelCore& core, Saved& saved) {
  if (const std::string version = text(core.format_version()); version != "FlabuffersModel_v1")
    return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("format version \"{}\"", version));
  if (core.info_map() != nullptr)
    for (const fbs::TKeyValue* pair : *core.info_map())
      saved.info.insert_or_assign(pair->key()->str(), pair->value()->str());
  if (core.model_trees() == nullptr) return bad("there are no trees");
  const fbs::TModelTrees& trees = *core.model_trees();
  SLIPWAY_TRY(refuse_unknown_features(trees));
  read_features(trees, saved);
  SLIPWAY_TRY(read_ctrs(trees, saved));
  read_trees(trees, saved);
  return check_starts(trees, saved);
}

// An open hash table, whose empty places are kNoKey: the order of its places does not matter.
Status read_table(const fbs::TCtrValueTable& from, Saved& saved) {
  if (from.model_ctr_base() == nullptr) return bad("a table of target statistics without its ctr");
  CtrBase base;
  read_base(*from.model_ctr_base(), base);
  SLIPWAY_TRY(check_type(base));
  CtrTable table;
  table.denominator = from.counter_denominator();
  table.classes = from.target_classes_count();
  if (const auto* index = from.index_hash_raw(); index != nullptr) {
    if (index->size() % kBucketBytes != 0) return bad("a table's index is cut off");
    for (std::size_t at = 0; at < index->size(); at += kBucketBytes) {
      const auto key = load<std::uint64_t>(index->data() + at);
      if (key == kNoKey) continue;
      table.keys.push_back(key);
      table.bucket.push_back(load<std::uint32_t>(index->data() + at + 8));
    }
  }
  const bool means = base.type == CtrType::kBinarizedTargetMeanValue ||
                     base.type == CtrType::kFloatTargetMeanValue;
  if (const auto* blob = from.ctr_blob(); blob != nullptr)
    for (std::size_t at = 0; at + 4 <= blob->size(); at += 4) {
      if (means && at % 8 == 0)
        table.sums.push_back(load<float>(blob->data() + at));
      else
        table.counts.push_back(load<std::int32_t>(blob->data() + at));
    }
  saved.tables.insert_or_assign(std::move(base), std::move(table));
  return {};
}

Status read_tables(Cursor& cursor, Saved& saved) {
  SLIPWAY_ASSIGN(const std::uint64_t count, cursor.size());
  for (std::uint64_t i = 0; i < count; ++i) {  // each takes bytes of the file
    SLIPWAY_ASSIGN(const Aligned buffer, cursor.buffer());
    SLIPWAY_ASSIGN(const fbs::TCtrValueTable* table,
                   verified<fbs::TCtrValueTable>(buffer, "table of target statistics"));
    SLIPWAY_TRY(read_table(*table, saved));
  }
  return {};
}

}  // namespace

Result<Saved> read_binary(std::string_view bytes) {
  Cursor cursor(bytes);
  SLIPWAY_ASSIGN(const std::string_view magic, cursor.take(kMagic.size()));
  if (magic != kMagic) return bad("does not start with CBM1");
  SLIPWAY_ASSIGN(const Aligned buffer, cursor.buffer());
  SLIPWAY_ASSIGN(const fbs::TModelCore* core, verified<fbs::TModelCore>(buffer, "model"));
  Saved saved;
  SLIPWAY_TRY(read_core(*core, saved));
  const auto* parts = core->model_part_ids();
  for (std::uint32_t i = 0; parts != nullptr && i < parts->size(); ++i) {
    const flatbuffers::String* part = parts->Get(i);
    if (part->string_view() != "static_provider_v1")
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 fmt::format("a model with the part {}", part->str()));
    SLIPWAY_TRY(read_tables(cursor, saved));
  }
  if (cursor.left() != 0) return bad(fmt::format("{} bytes too many", cursor.left()));
  return saved;
}

}  // namespace slipway::format::catboost
