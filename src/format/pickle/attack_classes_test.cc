// The published attacks on who loads a pickle, one a class: read as a model, each is refused, and the
// refusal names what it would have called. That the machine itself only makes records of them, within
// bounds, is tested in attack_test.cc and machine_test.cc.
#include <string>

#include <gtest/gtest.h>

#include "format/format.h"
#include "format/one_file_test.h"

namespace slipway::format::pickle {
namespace {

using namespace std::string_literals;

base::Status refusal(const std::string& bytes, const std::string& name = "model.bin") {
  const auto model = read_model(OneFile(bytes, name));
  EXPECT_FALSE(model.ok());
  EXPECT_TRUE(model.status().text().find(name) != std::string::npos) << model.status().text();
  return model.status();
}

bool names(const base::Status& status, const std::string& symbol) {
  return status.message().find(symbol) != std::string::npos;
}

std::string text(const std::string& x) { return "U"s + static_cast<char>(x.size()) + x; }

// A StandardScaler of one column, with `attributes` (names and values in opcodes) beside its own.
std::string scaler(const std::string& mean, const std::string& attributes = "") {
  return "csklearn.preprocessing._data\nStandardScaler\n)\x81}(" + text("_sklearn_version") +
         text("1.4.2") + text("n_features_in_") + "K\x01" + text("with_std") + "\x89" +
         text("with_mean") + "\x88" + text("mean_") + mean + attributes + "ub";
}
const std::string kMean = "]K\x05" + "a"s;  // [5]
const std::string kStart = "\x80\x02";

struct Attack {
  const char* module;
  const char* name;
  const char* arguments;  // opcodes of a tuple
};

// What Python would call.
const Attack kAttacks[] = {
    {"os", "system", "(S'id'\nt"},
    {"posix", "system", "(S'id'\nt"},
    {"nt", "system", "(S'id'\nt"},
    {"os.path", "os.system", "(S'id'\nt"},  // through a module that imports it
    {"shutil", "os.system", "(S'id'\nt"},
    {"builtins", "eval", "(S'1'\nt"},
    {"builtins", "exec", "(S'1'\nt"},
    {"__builtin__", "eval", "(S'1'\nt"},
    {"builtins", "__import__", "(S'os'\nt"},
    {"builtins", "getattr", "(cos\npath\nS'system'\nt"},
    {"subprocess", "Popen", "((S'id'\nlt"},
    {"subprocess", "check_output", "((S'id'\nlt"},
    {"asyncio.unix_events", "_UnixSubprocessTransport._start", "(t"},
    {"pip", "main", "((S'install'\nlt"},
    {"pip._internal.cli.main", "main", "((S'install'\nlt"},
    {"runpy", "run_path", "(S'a.py'\nt"},
    {"runpy", "_run_code", "(S'1'\n(dt"},
    {"cProfile", "run", "(S'1'\nt"},
    {"profile", "Profile.run", "(S'1'\nt"},
    {"pdb", "run", "(S'1'\nt"},
    {"bdb", "Bdb.run", "(S'1'\nt"},
    {"timeit", "timeit", "(S'1'\nt"},
    {"trace", "Trace.run", "(S'1'\nt"},
    {"code", "InteractiveInterpreter.runcode", "(S'1'\nt"},
    {"doctest", "debug_script", "(S'1'\nt"},
    {"idlelib.pyshell", "ModifiedInterpreter.runcode", "(S'1'\nt"},
    {"idlelib.autocomplete", "AutoComplete.get_entity", "(S'1'\nt"},
    {"lib2to3.pgen2.grammar", "Grammar.loads", "(S'1'\nt"},
    {"lib2to3.pgen2.pgen", "ParserGenerator.make_label", "(S'1'\nt"},
    {"ctypes", "CDLL", "(S'libc.so.6'\nt"},
    {"pty", "spawn", "(S'sh'\nt"},
    {"venv", "create", "(S'x'\nt"},
    {"ensurepip", "_run_pip", "((lt"},
    {"webbrowser", "open", "(S'http://x'\nt"},
    {"importlib", "import_module", "(S'os'\nt"},
    {"imp", "load_source", "(S'a'\nS'a.py'\nt"},
    {"numpy.f2py.crackfortran", "getlincoef", "(S'1'\nt"},
    {"numpy.f2py.crackfortran", "_eval_length", "(S'1'\nt"},
    {"numpy.testing._private.utils", "runstring", "(S'1'\n(dt"},
    {"torch", "load", "(S'other.pt'\nt"},
    {"torch.utils._config_module", "ConfigModule.load_config", "(S'1'\nt"},
    {"torch.utils.bottleneck.__main__", "run_autograd_prof", "(S'1'\nt"},
    {"torch.utils.collect_env", "run", "(S'id'\nt"},
    {"torch._dynamo.guards", "GuardBuilder.get", "(S'1'\nt"},
    {"joblib.numpy_pickle", "load", "(S'other.pkl'\nt"},
    {"joblib", "load", "(S'other.pkl'\nt"},
    {"_pickle", "loads", "(S'N.'\nt"},
    {"pkgutil", "resolve_name", "(S'os:system'\nt"},
    {"operator", "attrgetter", "(S'system'\nt"},
    {"operator", "methodcaller", "(S'system'\nS'id'\nt"},
    {"functools", "partial", "(ctorch\nload\nS'other.pt'\nt"},
    {"functools", "reduce", "(cbuiltins\neval\n(S'1'\nlt"},
    {"sklearn.utils", "os.system", "(S'id'\nt"},  // a trusted package is no trusted name
    {"sklearn.pipeline", "Pipeline.__class__", "(t"},
    {"sklearn.base", "clone", "(Nt"},
};

std::string called(const Attack& attack) {
  return "c"s + attack.module + "\n" + attack.name + "\n" + attack.arguments + "R";
}
std::string dotted(const Attack& attack) { return attack.module + "."s + attack.name; }

// rule (c): a symbol without an adapter is refused with its name, wherever it is reached.
TEST(AttackClasses, EachIsRefusedByNameAsTheModelItself) {
  for (const Attack& attack : kAttacks) {
    const base::Status status = refusal(kStart + called(attack) + ".");
    EXPECT_STREQ(status.reason(), "UNKNOWN_SYMBOL") << dotted(attack);
    EXPECT_EQ(status.code(), base::Code::kUnimplemented);
    EXPECT_TRUE(names(status, dotted(attack))) << status.text();
    EXPECT_FALSE(status.remedy().empty());
  }
}

TEST(AttackClasses, EachIsRefusedByNameHoweverItIsWritten) {
  for (const Attack& attack : kAttacks) {
    const std::string global = "c"s + attack.module + "\n" + attack.name + "\n";
    const auto short_text = [](const std::string& x) {
      return "\x8c" + std::string(1, static_cast<char>(x.size())) + x;
    };
    const std::string on_stack = short_text(attack.module) + short_text(attack.name) + "\x93";
    for (const std::string& bytes : {
             "\x80\x04" + on_stack + attack.arguments + "R.",                    // STACK_GLOBAL
             kStart + global + attack.arguments + "\x81.",                       // NEWOBJ
             "\x80\x04" + on_stack + attack.arguments + "}\x92.",                // NEWOBJ_EX
             kStart + global + attack.arguments + "R}b.",                        // BUILD
             kStart + global + ".",                                              // not even called
             kStart + "(S'id'\ni" + attack.module + "\n" + attack.name + "\n.",  // INST
             kStart + "(" + global + "S'id'\no.",                                // OBJ
         })
      EXPECT_TRUE(names(refusal(bytes), dotted(attack))) << refusal(bytes).text();
  }
}

TEST(AttackClasses, EachIsRefusedByNameInsideOfAModel) {
  ASSERT_TRUE(read_model(OneFile(kStart + scaler(kMean) + ".")).ok());
  for (const Attack& attack : kAttacks) {
    const std::string call = called(attack);
    for (const std::string& bytes : {
             kStart + scaler(call) + ".",                        // instead of numbers
             kStart + scaler("]" + call + "a") + ".",            // among them
             kStart + scaler(kMean, text("more") + call) + ".",  // an attribute of its own
             kStart + scaler(kMean) + call + "b.",               // its state, once more
             kStart + "csklearn.pipeline\nPipeline\n)\x81}(" + text("_sklearn_version") +
                 text("1.4.2") + text("steps") + "](" + text("a") + scaler(kMean) + "\x86(" +
                 text("b") + call + "t" + "eub.",  // a step of a pipeline
         })
      EXPECT_FALSE(read_model(OneFile(bytes)).ok()) << dotted(attack);
    EXPECT_TRUE(names(refusal(kStart + scaler(call) + "."), dotted(attack)))
        << refusal(kStart + scaler(call) + ".").text();
    EXPECT_TRUE(names(refusal(kStart + scaler(kMean, text("more") + call) + "."), dotted(attack)));
  }
}

// rule (c): an adapter names the attributes it passes over, and only those may hold anything. It is
// never called.
TEST(AttackClasses, OnlyAnAttributeThatTheAdapterPassesOverMayHoldOne) {
  const std::string call = "cos\nsystem\n(S'id'\ntR";
  EXPECT_TRUE(read_model(OneFile(kStart + scaler(kMean, text("copy") + call) + ".")).ok());
  const base::Status status = refusal(kStart + scaler(kMean, text("copies") + call) + ".");
  EXPECT_STREQ(status.reason(), "UNKNOWN_ATTRIBUTE");
  EXPECT_TRUE(names(status, "copies")) << status.text();
}

TEST(AttackClasses, AStepOfAPipelineIsNamedWithItsPlace) {
  const base::Status status =
      refusal(kStart + "csklearn.pipeline\nPipeline\n)\x81}(" + text("_sklearn_version") +
              text("1.4.2") + text("n_features_in_") + "K\x01" + text("memory") + "N" +
              text("verbose") + "\x89" + text("steps") + "](" + text("a") + scaler(kMean) + "\x86" +
              text("b") + "cos\nsystem\n(S'id'\ntR\x86" + "eub.");
  EXPECT_STREQ(status.reason(), "UNKNOWN_SYMBOL");
  EXPECT_TRUE(names(status, "os.system")) << status.text();
  EXPECT_NE(status.place().find("pipeline.b"), std::string::npos) << status.text();
}

TEST(AttackClasses, AContainerIsNoModelAndSaysWhatIsInIt) {
  const std::string call = "cos\nsystem\n(S'id'\ntR";
  for (const std::string& bytes :
       {"]" + call + "a.", "(" + call + "t.", "}" + call + "K\x01s.", "(" + call + "\x91."}) {
    const base::Status status = refusal("\x80\x04" + bytes);
    EXPECT_STREQ(status.reason(), "NOT_A_MODEL");
    EXPECT_TRUE(names(status, "os.system")) << status.text();
  }
}

// rule (i): the search for it ends in a cycle too.
TEST(AttackClasses, AContainerThatHoldsItselfIsSearchedOnce) {
  const base::Status status = refusal(kStart + "]q\x01(h\x01h\x01" + "cos\nsystem\n)Re.");
  EXPECT_STREQ(status.reason(), "NOT_A_MODEL");
  EXPECT_TRUE(names(status, "os.system")) << status.text();
}

// rule (h): an array of objects is a pickle of its own inside joblib's file, with its own STOP.
TEST(AttackClasses, AnArrayOfObjectsInJoblibIsSearchedToo) {
  const std::string dtype = "cnumpy\ndtype\n(S'O8'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI63\ntb";
  const std::string nested =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I1\nt" + dtype +
      "I00\n(cos\nsystem\n(S'id'\ntRltb.";
  const std::string array = "cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(" + text("subclass") +
                            "cnumpy\nndarray\n" + text("shape") + "(I1\nt" + text("order") +
                            text("C") + text("dtype") + dtype + text("allow_mmap") + "\x89ub" +
                            nested;
  const base::Status alone = refusal(kStart + array + ".");
  EXPECT_STREQ(alone.reason(), "NOT_A_MODEL") << alone.text();
  EXPECT_TRUE(names(alone, "os.system")) << alone.text();
  EXPECT_STREQ(refusal(kStart + array).reason(), "TRUNCATED");  // one STOP for two streams
  const base::Status inside = refusal(kStart + scaler(array) + ".");
  EXPECT_TRUE(names(inside, "os.system")) << inside.text();
}

// Protocols 0 and 1 have no magic: loaders that look for it let them pass.
TEST(AttackClasses, ProtocolZeroUnderAnyName) {
  for (const char* name : {"model.bin", "model.pkl", "model.json", "weights", "model.txt"}) {
    EXPECT_STREQ(refusal("cos\nsystem\n(S'id'\ntR.", name).reason(), "UNKNOWN_FORMAT");
    EXPECT_TRUE(names(refusal("csklearn.os\nsystem\n(S'id'\ntR.", name), "sklearn.os.system"));
    EXPECT_TRUE(
        names(refusal("ccopy_reg\n_reconstructor\n(cos\nsystem\nc__builtin__\nobject\nNtR.", name),
              "os.system"));
  }
}

// nullifAI, and rule (h): the payload is complete before the file breaks, or before a second stream.
TEST(AttackClasses, BrokenAfterThePayloadOrFollowedByAnotherStream) {
  const std::string call = kStart + "cos\nsystem\n(S'id'\ntR";
  EXPECT_STREQ(refusal(call).reason(), "TRUNCATED");
  EXPECT_STREQ(refusal(call + "\xff.").reason(), "UNKNOWN_OPCODE");
  EXPECT_STREQ(refusal(kStart + scaler(kMean) + "." + call + ".").reason(), "TRAILING_BYTES");
  EXPECT_STREQ(refusal(call + "." + kStart + scaler(kMean) + ".").reason(), "TRAILING_BYTES");
}

// fickling GHSA-mxhj-88fx-4pcv: the call's result is dropped, and a sound model follows.
TEST(AttackClasses, ACallThatVanishesIsNamed) {
  for (const std::string& call : {"(cos\nsystem\nS'id'\no0"s, "(S'id'\nios\nsystem\n0"s,
                                  "cos\nsystem\n(S'id'\ntR0"s, "(cos\nsystem\n(S'id'\ntR1"s}) {
    const base::Status status = refusal(kStart + call + scaler(kMean) + ".");
    EXPECT_STREQ(status.reason(), "REFUSED_OPCODE");
    EXPECT_TRUE(names(status, "os.system")) << status.text();
  }
}

// A container hides a pickle from scanners, or makes them give up (nullifAI used 7z).
TEST(AttackClasses, AContainerAroundAPickleIsNoModelFile) {
  const std::string call = kStart + "cos\nsystem\n(S'id'\ntR.";
  for (const std::string& magic : {"PK\x03\x04"s, "7z\xbc\xaf\x27\x1c"s, "Rar!\x1a\x07"s}) {
    const base::Status status = refusal(magic + std::string(26, '\0') + "data.pkl" + call);
    EXPECT_STREQ(status.reason(), "UNKNOWN_FORMAT");
    EXPECT_FALSE(status.remedy().empty());
  }
}

}  // namespace
}  // namespace slipway::format::pickle
