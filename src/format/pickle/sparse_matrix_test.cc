// Matrices of scipy.sparse, sound and unsound.
#include "format/pickle/sparse_matrix.h"

#include <gtest/gtest.h>

#include "format/pickle/machine.h"

namespace slipway::format::pickle {
namespace {

// A matrix of class `kind`; the parts as opcodes.
base::Result<Document> matrix(const std::string& kind, const std::string& shape,
                              const std::string& begin, const std::string& index,
                              const std::string& data) {
  return read_pickle(std::make_shared<const std::string>(
      "cscipy.sparse._csr\n" + kind + "\n)\x81(S'_shape'\n" + shape + "S'indptr'\n" + begin +
      "S'indices'\n" + index + "S'data'\n" + data + "db."));
}

std::string refusal(const std::string& shape, const std::string& begin, const std::string& index,
                    std::int64_t most = 100) {
  const auto document = matrix("csr_matrix", shape, begin, index, "(lF1\naF2\naF3\na");
  EXPECT_TRUE(document.ok());
  const auto dense = as_dense(document->root, most);
  return dense.ok() ? "" : dense.status().text();
}

TEST(SparseMatrix, RowsAndColumns) {
  for (const char* kind : {"csr_matrix", "csr_array"}) {
    const auto rows =
        matrix(kind, "(I2\nI3\nt", "(lI0\naI2\naI3\na", "(lI2\naI0\naI1\na", "(lF1\naF2\naF3\na");
    EXPECT_TRUE(is_sparse_matrix(rows->root));
    EXPECT_EQ(*matrix_shape(rows->root), (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(as_dense(rows->root, 6)->values, (std::vector<double>{2, 0, 1, 0, 3, 0}));
  }
  const auto columns = matrix("csc_matrix", "(I2\nI2\nt", "(lI0\naI2\naI3\na", "(lI0\naI1\naI1\na",
                              "(lF1\naF2\naF3\na");
  EXPECT_EQ(as_dense(columns->root, 4)->values, (std::vector<double>{1, 0, 2, 3}));
  EXPECT_FALSE(is_sparse_matrix(matrix("dia_matrix", "N", "N", "N", "N")->root));
  EXPECT_FALSE(is_sparse_matrix(nullptr));
}

TEST(SparseMatrix, EntriesThatAreNamedTwiceAddUp) {
  const auto twice =
      matrix("csr_matrix", "(I1\nI2\nt", "(lI0\naI2\na", "(lI1\naI1\na", "(lF1\naF2\na");
  EXPECT_EQ(as_dense(twice->root, 2)->values, (std::vector<double>{0, 3}));
}

TEST(SparseMatrix, OneDimension) {
  const auto one = matrix("csr_array", "(I3\nt", "(lI0\naI1\na", "(lI1\na", "(lF5\na");
  EXPECT_EQ(*matrix_shape(one->root), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(as_dense(one->root, 3)->values, (std::vector<double>{0, 5, 0}));
}

TEST(SparseMatrix, RowsAsTheyStand) {
  const auto rows = matrix("csr_matrix", "(I2\nI3\nt", "(lI0\naI2\naI2\na", "(lI2\naI0\naI1\na",
                           "(lF1\naF2\naF3\na");
  const auto held = as_compressed_rows(rows->root);
  ASSERT_TRUE(held.ok()) << held.status().text();
  EXPECT_EQ(held->cols, 3);
  EXPECT_EQ(held->begin, (std::vector<std::int64_t>{0, 2, 2}));
  EXPECT_EQ(held->column, (std::vector<std::int64_t>{2, 0}));  // what no row has is left out
  EXPECT_EQ(held->values, (std::vector<double>{1, 2}));
  const auto columns = matrix("csc_matrix", "(I1\nI1\nt", "(lI0\naI0\na", "(l", "(l");
  EXPECT_EQ(as_compressed_rows(columns->root).status().text(),
            "a sparse matrix is not held by row (BAD_MATRIX)");
}

TEST(SparseMatrix, BoundsAndIndicesAreChecked) {
  const std::string index = "(lI0\naI1\naI0\na";
  EXPECT_EQ(refusal("(I2\nI2\nt", "(lI0\naI2\naI3\na", index), "");
  EXPECT_EQ(refusal("(I2\nI2\nt", "(lI0\naI4\naI4\na", index),
            "a sparse matrix has bounds that do not ascend (BAD_MATRIX)");
  EXPECT_EQ(refusal("(I2\nI2\nt", "(lI0\naI3\naI2\na", index),
            "a sparse matrix has bounds that do not ascend (BAD_MATRIX)");
  EXPECT_EQ(refusal("(I2\nI2\nt", "(lI0\naI3\na", index),
            "a sparse matrix has 2 bounds for 2 lines (BAD_MATRIX)");
  EXPECT_EQ(refusal("(I2\nI1\nt", "(lI0\naI2\naI3\na", index),
            "a sparse matrix names column 1 of 1 (BAD_MATRIX)");
  EXPECT_EQ(refusal("(I-2\nI2\nt", "(lI0\naI2\naI3\na", index),
            "a sparse matrix has no one or two dimensions (BAD_MATRIX)");
  EXPECT_EQ(refusal("(I2\nI2\nt", "(lI0\naI2\naI3\na", index, 3),
            "a sparse matrix of 2 rows and 2 columns, at most 3 values (TOO_LARGE)");
}

}  // namespace
}  // namespace slipway::format::pickle
