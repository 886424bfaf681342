#include "format/pickle/fold.h"

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/stream_test.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

class Fold : public Streams {
 protected:
  // "a list of 1", of what the opcodes made.
  std::string made(const std::string& opcodes) { return describe(value(opcodes)); }
};

// "reason: message" of a refusal.
std::string refusal(const std::string& opcodes) {
  const base::Status status = read(opcodes + ".").status();
  return std::string(status.reason()) + ": " + status.message();
}

std::string call(const std::string& symbol, const std::string& arguments) {
  const std::size_t dot = symbol.rfind('.');
  return "c" + symbol.substr(0, dot) + "\n" + symbol.substr(dot + 1) + "\n(" + arguments + "tR";
}

// How Python 3 writes bytes for protocols below 3, and Python 2 its own.
TEST_F(Fold, BytesWrittenAsText) {
  for (const char* codec : {"latin1", "latin-1", "iso-8859-1", "iso8859-1"}) {
    Ref encoded = value(call("_codecs.encode", "V\xe9\nV"s + codec + "\n"));
    EXPECT_EQ(encoded->tag, Tag::kBytes) << codec;
    EXPECT_EQ(encoded->text, "\xe9") << codec;
    EXPECT_EQ(encoded->call(), nullptr);  // nothing is left of the call
  }
  EXPECT_EQ(value(call("__builtin__.bytearray", "V\xff\nVlatin-1\n"))->text, "\xff");
  EXPECT_EQ(value(call("builtins.bytes", "C\x01z"))->text, "z");
  EXPECT_EQ(value(call("builtins.bytearray", "C\x01z"))->text, "z");
  EXPECT_EQ(made(call("__builtin__.bytes", "")), "0 bytes");
  EXPECT_EQ(refusal(call("_codecs.encode", "V\\u0100\nVlatin1\n")),
            "BAD_TEXT: a character beyond Latin-1 in encoded bytes");
}

TEST_F(Fold, SetsWrittenAsLists) {
  EXPECT_EQ(value(call("__builtin__.set", "(I3\nl"))->items()[0]->integer, 3);
  EXPECT_EQ(made(call("builtins.frozenset", "(NNt")), "a set of 2");
  EXPECT_EQ(made(call("builtins.set", "")), "a set of 0");
}

// What is of no known form stays a record, for an adapter to refuse by name.
TEST_F(Fold, OtherCallsStayCalls) {
  EXPECT_EQ(made(call("_codecs.encode", "Va\nVutf8\n")), "a _codecs.encode");
  EXPECT_EQ(made(call("_codecs.encode", "Va\n")), "a _codecs.encode");
  EXPECT_EQ(made(call("_codecs.decode", "Va\nVlatin1\n")), "a _codecs.decode");
  EXPECT_EQ(made(call("codecs.encode", "Va\nVlatin1\n")), "a codecs.encode");
  EXPECT_EQ(made(call("builtins.bytes", "I5\n")), "a builtins.bytes");
  EXPECT_EQ(made(call("builtins.bytes", "Va\nVlatin1\nVstrict\n")), "a builtins.bytes");
  EXPECT_EQ(made(call("builtins.set", "NN")), "a builtins.set");
  EXPECT_EQ(made(call("builtins.set", "(d")), "a builtins.set");
  EXPECT_EQ(made(call("builtins.eval", "S'1'\n")), "a builtins.eval");
  EXPECT_EQ(made(call("evil.set", "(l")), "a evil.set");
  EXPECT_EQ(made(call("evil.scalar", dtype("i1") + bytes("a"))), "a evil.scalar");
  EXPECT_EQ(made(call("evil._frombuffer", bytes("a") + dtype("i1") + "(I1\ntS'C'\n")),
            "a evil._frombuffer");
}

TEST_F(Fold, ScalarsUnderAllNamesOfNumpysModule) {
  for (const char* module : {"numpy.core.multiarray", "numpy._core.multiarray",
                             "numpy.core._multiarray_umath", "numpy._core._multiarray_umath"}) {
    Ref scalar = value(call(module + ".scalar"s, dtype("i2") + bytes("\x02\x01")));
    EXPECT_EQ(describe(scalar), "an array of dtype i2 and shape ()") << module;
    EXPECT_EQ(got(as_int64(scalar)), 258) << module;
  }
  // Bytes may be text too.
  EXPECT_EQ(got(as_int64(value(call("numpy.core.multiarray.scalar", dtype("i1") + "S'a'\n")))),
            'a');
  EXPECT_EQ(got(as_int64(value(call("numpy.core.multiarray.scalar", dtype("u1") + "V\xe9\n")))),
            0xe9);
  EXPECT_EQ(as_refs(value(call("numpy.core.multiarray.scalar", dtype("O8", "|") + "I7\n")))
                ->front()
                ->integer,
            7);
}

TEST_F(Fold, ScalarsThatContradictThemselves) {
  const std::string scalar = "numpy.core.multiarray.scalar";
  EXPECT_EQ(refusal(call(scalar, "")), "BAD_ARRAY: scalar() of unknown arguments");
  EXPECT_EQ(refusal(call(scalar, dtype("i1") + "NN")), "BAD_ARRAY: scalar() of unknown arguments");
  EXPECT_EQ(refusal(call(scalar, dtype("i2") + bytes("a"))), "BAD_ARRAY: 1 bytes for a shape of 2");
  EXPECT_EQ(refusal(call(scalar, dtype("i1") + "I1\n")), "BAD_ARRAY: an array without bytes");
  EXPECT_EQ(made(call(scalar, "N" + bytes("a"))), "a " + scalar);  // a dtype of another kind
  EXPECT_EQ(made(call(scalar, dtype("i1"))), "a " + scalar);
}

// Protocol 5.
TEST_F(Fold, ArraysFromABuffer) {
  const auto from = [](const std::string& order, const std::string& data = "\x01\x02\x03\x04") {
    return call("numpy.core.numeric._frombuffer", bytes(data) + dtype("i1") + "(I2\nI2\nt" + order);
  };
  EXPECT_EQ(got(as_int64s(value(from("S'C'\n")))), (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(got(as_int64s(value(from("S'F'\n")))), (std::vector<std::int64_t>{1, 3, 2, 4}));
  EXPECT_EQ(
      made(call("numpy._core.numeric._frombuffer", bytes("a") + dtype("i1") + "(I1\ntS'C'\n")),
      "an array of dtype i1 and shape (1)");
  EXPECT_EQ(made(from("S'A'\n")), "a numpy.core.numeric._frombuffer");
  EXPECT_EQ(made(from("N")), "a numpy.core.numeric._frombuffer");
  EXPECT_EQ(refusal(from("S'C'\n", "abc")), "BAD_ARRAY: 3 bytes for a shape of 4");
  EXPECT_EQ(refusal(call("numpy.core.numeric._frombuffer", bytes("a") + dtype("i1") + "(I1\nt")),
            "BAD_ARRAY: _frombuffer() of unknown arguments");
}

std::string reconstructed(const std::string& symbol, const std::string& state) {
  const std::size_t dot = symbol.rfind('.');
  return "cnumpy.core.multiarray\n_reconstruct\n(c" + symbol.substr(0, dot) + "\n" +
         symbol.substr(dot + 1) + "\n(I0\ntS'b'\ntR" + state + "b";
}
const std::string kState = "(I1\n(I2\nt" + dtype("i1") + "I00\n" + bytes("\x05\x06") + "t";

TEST_F(Fold, ArraysOfClassesThatOnlyAddMethods) {
  for (const char* name :
       {"numpy.ndarray", "numpy.matrix", "numpy.matrixlib.defmatrix.matrix",
        "numpy.core.defmatrix.matrix", "numpy.memmap", "numpy.core.memmap.memmap"})
    EXPECT_EQ(got(as_int64s(value(reconstructed(name, kState)))), (std::vector<std::int64_t>{5, 6}))
        << name;
  // A masked array has a mask beside its elements.
  EXPECT_EQ(made(reconstructed("numpy.ma.core.MaskedArray", kState)),
            "a numpy.core.multiarray._reconstruct");
  EXPECT_EQ(refusal("cnumpy.core.multiarray\n_reconstruct\n)R" + kState + "b"),
            "BAD_ARRAY: _reconstruct() without a class");
}

TEST_F(Fold, StatesOfArrays) {
  const auto state = [](const std::string& shape, const std::string& fortran,
                        const std::string& data) {
    return reconstructed("numpy.ndarray", "(I1\n" + shape + dtype("i1") + fortran + data + "t");
  };
  EXPECT_EQ(made(state("(I2\nI1\nt", "I01\n", bytes("ab"))),
            "an array of dtype i1 and shape (2, 1)");
  EXPECT_EQ(made(state("(I2\nl", "I0\n", bytes("ab"))), "an array of dtype i1 and shape (2)");
  EXPECT_EQ(made(state("I2\n", "I00\n", bytes("ab"))), "an array of dtype i1 and shape (2)");
  EXPECT_TRUE(value(state("(I2\nI1\nt", "I1\n", bytes("ab")))->array()->fortran);
  EXPECT_FALSE(value(state("(I2\nI1\nt", "I0\n", bytes("ab")))->array()->fortran);
  // Without the version, as numpy wrote them at first.
  EXPECT_EQ(
      made(reconstructed("numpy.ndarray", "((I2\nt" + dtype("i1") + "I00\n" + bytes("ab") + "t")),
      "an array of dtype i1 and shape (2)");
}

TEST_F(Fold, AnArrayOfAnotherDtypeStaysACall) {
  EXPECT_EQ(made(reconstructed("numpy.ndarray", "(I1\n(I2\ntNI00\n" + bytes("ab") + "t")),
            "a numpy.core.multiarray._reconstruct");
}

TEST_F(Fold, StatesThatContradictThemselves) {
  const auto state = [](const std::string& shape, const std::string& data) {
    return refusal(
        reconstructed("numpy.ndarray", "(I1\n" + shape + dtype("i1") + "I00\n" + data + "t"));
  };
  EXPECT_EQ(state("(I2\nt", bytes("abc")), "BAD_ARRAY: 3 bytes for a shape of 2");
  EXPECT_EQ(state("(I-2\nt", bytes("")), "BAD_ARRAY: a dimension is no number of elements");
  EXPECT_EQ(state("(F2\nt", bytes("ab")), "BAD_ARRAY: a dimension is no number of elements");
  EXPECT_EQ(state("S'ab'\n", bytes("ab")), "BAD_ARRAY: the shape is no tuple");
  EXPECT_EQ(state("(I2\nt", "N"), "BAD_ARRAY: an array without bytes");
  EXPECT_EQ(state("(I2\nt", "V\\u0100a\n"), "BAD_ARRAY: text for bytes");
  std::string dims;
  for (int i = 0; i < 65; ++i) dims += "I1\n";
  EXPECT_EQ(state("(" + dims + "t", bytes("a")), "BAD_ARRAY: too many dimensions");
  EXPECT_EQ(refusal(reconstructed("numpy.ndarray", "(I1\n(I1\nt" + dtype("i1") + "t")),
            "BAD_ARRAY: the state of an array is of an unknown form");
}

// Their product must not wrap around to a small number, with a 0 among them neither.
TEST_F(Fold, ShapesBeyondAnyFile) {
  const auto shape = [](const std::string& dims) {
    return refusal(array(dtype("f8"), dims, bytes("")));
  };
  const std::string huge = "L4294967296L\n";  // 2^32
  EXPECT_EQ(shape(huge + huge), "BAD_ARRAY: the shape is beyond any file");
  EXPECT_EQ(shape(huge + "I1073741824\n"), "BAD_ARRAY: the shape is beyond any file");
  EXPECT_EQ(shape(huge + "I0\n" + huge), "BAD_ARRAY: the shape is beyond any file");
  EXPECT_EQ(shape("L9223372036854775808L\n"), "BAD_ARRAY: a dimension is no number of elements");
  EXPECT_EQ(made(array(dtype("f8"), huge + "I0\n", bytes(""))),
            "an array of dtype f8 and shape (4294967296, 0)");
}

TEST(ArrayBytes, AreWhatShapeAndDtypeNeed) {
  const auto needed = [](std::vector<std::int64_t> shape, std::int64_t itemsize) {
    Array array;
    array.shape = std::move(shape);
    array.dtype.itemsize = itemsize;
    std::uint64_t bytes = 12345;
    return array_bytes(array, bytes) ? static_cast<std::int64_t>(bytes) : -1;
  };
  EXPECT_EQ(needed({}, 8), 8);
  EXPECT_EQ(needed({2, 3}, 4), 24);
  EXPECT_EQ(needed({2, 0}, 4), 0);
  EXPECT_EQ(needed({-1}, 4), -1);
  EXPECT_EQ(needed({1}, -1), -1);
  EXPECT_EQ(needed({65536}, 0), 0);
  EXPECT_EQ(needed({65537}, 0), -1);
  EXPECT_EQ(needed({65537, 0}, 0), 0);
}

TEST_F(Fold, ArraysOfObjectsHoldALine) {
  EXPECT_EQ(made(array(dtype("O8", "|"), "I2\n", "(NI1\nl")), "an array of dtype O8 and shape (2)");
  // numpy lists objects in C order, whatever it says of the order.
  EXPECT_FALSE(value(array(dtype("O8", "|"), "I2\nI1\n", "(NNl", true))->array()->fortran);
  EXPECT_EQ(refusal(array(dtype("O8", "|"), "I3\n", "(NNl")),
            "BAD_ARRAY: 2 objects in an array of 3");
  EXPECT_EQ(refusal(array(dtype("O8", "|"), "I1\n", bytes("12345678"))),
            "BAD_ARRAY: an array of objects without a list of them");
}

// Whatever referred to the record refers to the array.
TEST_F(Fold, FoldingIsInPlace) {
  const std::string text = "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR";
  Ref both = value("(" + text + "p1\n(I1\n(I1\nt" + dtype("i1") + "I00\n" + bytes("a") + "tbg1\nl");
  EXPECT_EQ(both->items()[0], both->items()[1]);
  EXPECT_EQ(both->items()[1]->tag, Tag::kArray);
}

// ---- joblib ----

std::string wrapper(const std::string& name, const std::string& attributes,
                    const std::string& module = "joblib.numpy_pickle") {
  return "c" + module + "\n" + name + "\n)R(" + attributes + "db";
}
// The wrapper, as an adapter of it would get it: the machine itself reads on where one is.
base::Result<JoblibArray> unwrapped(const std::string& name, const std::string& attributes) {
  Document document =
      *read("(" + wrapper("Other", attributes) + "c" + "joblib.numpy_pickle\n" + name + "\nl.");
  auto* record = const_cast<Object*>(document.root->items()[0]);
  record->own_call().symbol = document.root->items()[1];
  EXPECT_TRUE(is_joblib_array(*record));
  auto found = joblib_array(*record);
  return found;
}
const std::string kShapeOrder = "S'shape'\n(I2\nt" + "S'order'\nS'F'\n"s;

TEST_F(Fold, JoblibsWrappersUnderAllTheirModules) {
  for (const char* module : {"joblib.numpy_pickle", "sklearn.externals.joblib.numpy_pickle"}) {
    const std::string symbol = "c"s + module + "\nNDArrayWrapper\n";
    EXPECT_TRUE(is_joblib_array(*value(symbol + ")R"))) << module;
  }
  EXPECT_FALSE(is_joblib_array(*value("cjoblib.numpy_pickle\nload\n)R")));
  EXPECT_FALSE(is_joblib_array(*value("cevil\nNDArrayWrapper\n)R")));
  EXPECT_FALSE(is_joblib_array(*value("cm\nf\n)R)R")));
  EXPECT_FALSE(is_joblib_array(*value("I1\n")));
}

TEST_F(Fold, AWrapperBeforeTheBytes) {
  const auto found = unwrapped("NumpyArrayWrapper", kShapeOrder + "S'dtype'\n" + dtype("i1"));
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(found->array->shape, std::vector<std::int64_t>{2});
  EXPECT_TRUE(found->array->fortran);
  EXPECT_FALSE(found->padded);
  EXPECT_EQ(found->file, "");
  const std::string aligned = "S'numpy_array_alignment_bytes'\n";  // from joblib 1.2 on
  EXPECT_TRUE(
      unwrapped("NumpyArrayWrapper", kShapeOrder + "S'dtype'\n" + dtype("i1") + aligned + "I16\n")
          ->padded);
  EXPECT_FALSE(
      unwrapped("NumpyArrayWrapper", kShapeOrder + "S'dtype'\n" + dtype("i1") + aligned + "N")
          ->padded);
}

TEST_F(Fold, WrappersOfSideFiles) {
  const auto plain = unwrapped("NDArrayWrapper", "S'filename'\nS'a.npy'\n");
  ASSERT_TRUE(plain.ok()) << plain.status().text();
  EXPECT_EQ(plain->file, "a.npy");
  EXPECT_FALSE(plain->zipped);
  EXPECT_EQ(plain->array, nullptr);  // the file says
  for (const char* version : {"", "I1\n"}) {
    const auto zipped = unwrapped("ZNDArrayWrapper", "S'filename'\nS'a.z'\nS'state'\n("s + version +
                                                         "(I2\nt" + dtype("i1") + "I01\nt");
    ASSERT_TRUE(zipped.ok()) << zipped.status().text();
    EXPECT_TRUE(zipped->zipped);
    EXPECT_EQ(zipped->array->shape, std::vector<std::int64_t>{2});
    EXPECT_TRUE(zipped->array->fortran);
  }
}

TEST_F(Fold, WrappersWithoutWhatTheyNeed) {
  const auto refused = [](const std::string& name, const std::string& attributes) {
    const auto found = unwrapped(name, attributes);
    EXPECT_FALSE(found.ok());
    return found.status().message();
  };
  const std::string type = "S'dtype'\n" + dtype("i1");
  EXPECT_EQ(refused("NumpyArrayWrapper", type + "S'order'\nS'C'\n"),
            "joblib's wrapper has no sound \"shape\"");
  EXPECT_EQ(refused("NumpyArrayWrapper", type + "S'shape'\n(I2\nt"),
            "joblib's wrapper has no sound \"order\"");
  EXPECT_EQ(refused("NumpyArrayWrapper", type + "S'shape'\n(I2\ntS'order'\nS'K'\n"),
            "an order that is neither C nor F");
  EXPECT_EQ(refused("NumpyArrayWrapper", kShapeOrder), "nothing is no dtype");
  EXPECT_EQ(refused("NDArrayWrapper", "S'filename'\nI1\n"),
            "joblib's wrapper has no sound \"filename\"");
  EXPECT_EQ(refused("ZNDArrayWrapper", "S'filename'\nS'a'\n"),
            "joblib's wrapper has no sound \"state\"");
  for (const std::string& state :
       {"(t"s, "((I2\nt" + dtype("i1") + "Nt", "(NN(I2\nt" + dtype("i1") + "I01\nt"})
    EXPECT_EQ(refused("ZNDArrayWrapper", "S'filename'\nS'a'\nS'state'\n" + state),
              "the state of joblib's wrapper is of an unknown form")
        << state;
}

// ---- the bound on copies ----

TEST(Keeper, MayCopySixteenTimesTheFileAndAMebibyte) {
  Document document;
  document.bytes = std::make_shared<const std::string>(100, ' ');
  const std::uint64_t all = 16 * 100 + (1 << 20);
  Keeper keeper(document);
  EXPECT_TRUE(keeper.charge(all - 1).ok());
  EXPECT_TRUE(keeper.charge(1).ok());
  EXPECT_TRUE(keeper.charge(0).ok());
  const base::Status status = keeper.charge(1);
  EXPECT_EQ(status.code(), base::Code::kResourceExhausted);
  EXPECT_STREQ(status.reason(), "LIMIT_COPIES");
  EXPECT_FALSE(Keeper(document).charge(all + 1).ok());
  EXPECT_EQ(keeper.keep("text"), "text");
  EXPECT_EQ(document.text.back(), "text");
}

}  // namespace
}  // namespace slipway::format::pickle
