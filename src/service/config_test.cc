#include "service/config.h"

#include <gtest/gtest.h>

#include "service/service_test.h"

namespace slipway::service {
namespace {

// What is wrong with a configuration, as a person reads it; "ok" if nothing is.
std::string wrong(const std::string& yaml) {
  return read_config(yaml, "slipway.yaml").status().text();
}

constexpr const char* kModels = "models: {wine: {from: wine.pkl}}\n";

// A pipeline with one more line, 5:3 in slipway.yaml.
std::string pipeline(const std::string& line) {
  return std::string(kModels) + "pipelines:\n p:\n  model: wine\n  " + line +
         "\n  source: {queue: {name: q}}\n  sink: {sqlite: {path: a.db}}\n";
}
std::string serve(const std::string& settings) {
  return std::string(kModels) + "serve: {" + settings + "}\n";
}

TEST(Config, EveryKeyIsRead) {
  const auto config = read_config(R"(
models:
  wine: {from: wine.pkl, format: pickle}
  cancer: {from: cancer.txt}
pipelines:
  cellar:
    source: {file: {path: in.txt}, codec: {csv: {separator: ";"}}}
    model: wine
    sink: {file: out.bin, codec: parquet}
    keep: [bottle, year]
    outputs: predict
    rows_max: 5k
    backoff_max: 2s
serve:
  http: "[::1]:9090"
  models: [cancer]
  threads: 3
  body_bytes_max: 1MiB
  in_flight_max: 7
  wait_max: 2ms
  request_time_max: 250ms
)",
                                  "house/slipway.yaml");
  ASSERT_TRUE(config.ok()) << config.status().text();
  EXPECT_EQ(config->path, "house/slipway.yaml");
  EXPECT_EQ(config->folder, "house");
  ASSERT_EQ(config->models.size(), 2u);
  EXPECT_EQ(config->model("wine")->from, "wine.pkl");
  EXPECT_EQ(config->model("wine")->format, "pickle");
  EXPECT_EQ(config->model("wine")->place, "house/slipway.yaml:3:9");
  EXPECT_EQ(config->model("none"), nullptr);
  const PipelineConfig* p = config->pipeline("cellar");
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->model, "wine");
  EXPECT_EQ(p->keep, (std::vector<std::string>{"bottle", "year"}));
  EXPECT_EQ(p->outputs, std::vector<std::string>{"predict"});
  EXPECT_EQ(p->rows_max, 5000);
  EXPECT_EQ(p->backoff_max, std::chrono::seconds(2));
  EXPECT_EQ(p->source.kind, "file");
  EXPECT_EQ(*p->source.settings.find("path")->as_text(), "in.txt");
  EXPECT_EQ(p->source.codec, "csv");
  EXPECT_EQ(*p->source.codec_settings.find("separator")->as_text(), ";");
  EXPECT_EQ(p->sink.codec, "parquet");
  EXPECT_EQ(*p->sink.settings.find("path")->as_text(), "out.bin");  // a plain value: the first
  ASSERT_TRUE(config->serve.has_value());
  EXPECT_EQ(config->serve->address, "::1");
  EXPECT_EQ(config->serve->port, 9090);
  EXPECT_EQ(config->serve->models, std::vector<std::string>{"cancer"});
  EXPECT_EQ(config->serve->threads, 3);
  EXPECT_EQ(config->serve->body_bytes_max, 1 << 20);
  EXPECT_EQ(config->serve->in_flight_max, 7);
  EXPECT_EQ(config->serve->wait_max, std::chrono::milliseconds(2));
  EXPECT_EQ(config->serve->request_time_max, std::chrono::milliseconds(250));
}

TEST(Config, LimitsOfAModelAndOfAClient) {
  const auto config = read_config(R"(models:
  churn: {from: a, in_flight_max: 5, rows_max: 10k, bytes_max: 1MiB, rate_max: 0.5, batch_rows_max: 64,
          batch_wait: 2ms}
  other: {from: b}
serve: {in_flight_max: 9, client_rate_max: 100, memory_max: 2GiB}
)",
                                  "slipway.yaml");
  ASSERT_TRUE(config.ok()) << config.status().text();
  const ServeLimits& limits = config->model("churn")->limits;
  EXPECT_EQ(limits.in_flight_max, 5);
  EXPECT_EQ(limits.rows_max, 10'000);
  EXPECT_EQ(limits.bytes_max, 1 << 20);
  EXPECT_EQ(limits.rate_max, 0.5);
  EXPECT_EQ(limits.batch_rows_max, 64);
  EXPECT_EQ(limits.batch_wait, std::chrono::milliseconds(2));
  EXPECT_EQ(config->model("other")->limits.in_flight_max, 9);  // as serve says
  EXPECT_EQ(config->model("other")->limits.batch_wait, base::Duration(0));
  EXPECT_EQ(config->serve->client_rate_max, 100);
  EXPECT_EQ(config->serve->memory_max, 2ll << 30);
  const auto wrong = [](const std::string& model) {
    return read_config("models:\n  m: {from: a, " + model + "}\n", "s").status().text();
  };
  EXPECT_EQ(wrong("rate_max: -1"),
            "s:2:26: rate_max must be 0, or from 0.001 to 1000000000 a second (BAD_VALUE)");
  EXPECT_EQ(wrong("batch_rows_max: 0"), "s:2:32: batch_rows_max must be at least 1 (BAD_VALUE)");
}

TEST(Config, LimitsOfConnections) {
  const auto read = [](const std::string& serve) {
    return read_config("models: {}\nserve: {" + serve + "}\n", "s");
  };
  const auto config =
      read("connections_max: 10, streams_max: 2, idle_time_max: 5s, stop_time_max: 1s");
  ASSERT_TRUE(config.ok()) << config.status().text();
  EXPECT_EQ(config->serve->connections_max, 10);
  EXPECT_EQ(config->serve->streams_max, 2);
  EXPECT_EQ(config->serve->idle_time_max, std::chrono::seconds(5));
  EXPECT_EQ(config->serve->stop_time_max, std::chrono::seconds(1));
  EXPECT_FALSE(read("connections_max: 0").ok());
  EXPECT_FALSE(read("idle_time_max: 0s").ok());
}

TEST(Config, ColumnsThatAModelIsToldOf) {
  const auto config =
      read_config("models:\n  m: {from: a, columns: [age, \"city:string\"]}\n", "s");
  ASSERT_TRUE(config.ok()) << config.status().text();
  EXPECT_EQ(config->model("m")->asked.text(), "column - age\ncolumn string city\n");
  EXPECT_STREQ(read_config("models:\n  m: {from: a, columns: [age, age]}\n", "s").status().reason(),
               "BAD_OPTION");
}

TEST(Config, WhatIsLeftOutHasItsDefault) {
  const auto config = read_config(pipeline("keep:") + "serve: {}\n", "slipway.yaml");
  ASSERT_TRUE(config.ok()) << config.status().text();
  const PipelineConfig& p = config->pipelines.front();
  EXPECT_TRUE(p.keep.empty());
  EXPECT_TRUE(p.outputs.empty());
  EXPECT_EQ(p.rows_max, 100'000);
  EXPECT_EQ(p.backoff_max, std::chrono::seconds(30));
  EXPECT_EQ(config->serve->address, "127.0.0.1");
  EXPECT_EQ(config->serve->port, 8080);
  EXPECT_EQ(config->serve->body_bytes_max, 64 << 20);
  EXPECT_EQ(config->serve->in_flight_max, 1024);
  EXPECT_EQ(config->serve->threads, 0);
  EXPECT_EQ(config->serve->wait_max, std::chrono::seconds(1));
  EXPECT_EQ(config->serve->request_time_max, std::chrono::seconds(30));
}

TEST(Config, AnEmptyFileIsAnEmptyConfiguration) {
  for (const char* yaml : {"", "# nothing yet\n", "---\n", "models:\npipelines:\n"}) {
    const auto config = read_config(yaml, "slipway.yaml");
    ASSERT_TRUE(config.ok()) << config.status().text();
    EXPECT_TRUE(config->models.empty() && config->pipelines.empty() && !config->serve);
  }
}

TEST(Config, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestOne) {
  const auto says = [](const std::string& place, const std::string& what, const std::string& key,
                       const std::string& near) {
    return "slipway.yaml:" + place + ": " + what + " has no setting \"" + key +
           "\" (UNKNOWN_KEY); did you mean \"" + near + "\"?";
  };
  EXPECT_EQ(wrong("modles: {}\n"), says("1:9", "the configuration", "modles", "models"));
  EXPECT_EQ(wrong("models:\n  wine: {form: a}\n"), says("2:16", "model wine", "form", "from"));
  EXPECT_EQ(wrong(pipeline("kepe: [a]")), says("5:9", "pipeline p", "kepe", "keep"));
  EXPECT_EQ(wrong(serve("thread: 1")), says("2:17", "serve", "thread", "threads"));
  EXPECT_EQ(wrong(std::string(kModels) +
                  "pipelines: {p: {model: wine, source: {queue: {nmae: q}}, sink: {file: o.csv}}}"),
            says("2:53", "source queue", "nmae", "name"));
  EXPECT_EQ(wrong(std::string(kModels) +
                  "pipelines: {p: {model: wine, source: {queue: q}, sink: {sqlite: {paht: a}}}}"),
            says("2:72", "sink sqlite", "paht", "path"));
  EXPECT_EQ(wrong(std::string(kModels) + "pipelines: {p: {model: wine, source: {file: a, codec: "
                                         "{csv: {seperator: x}}}, sink: {file: o.csv}}}"),
            says("2:73", "codec csv", "seperator", "separator"));
}

TEST(Config, AKeyThatIsMissingIsNamedWithWhatItIsFor) {
  EXPECT_EQ(wrong("models:\n  wine: {}\n"),
            "slipway.yaml:2:9: model wine needs \"from\": the model file or folder; relative to "
            "this file (MISSING_KEY)");
  // A key without a value has no place of its own; the map around it has.
  EXPECT_EQ(wrong("models:\n  wine:\n"),
            "slipway.yaml:2:3: model wine needs \"from\": the model file or folder; relative to "
            "this file (MISSING_KEY)");
  EXPECT_EQ(wrong("pipelines: {p: {source: {queue: q}, sink: {file: o.csv}}}"),
            "slipway.yaml:1:16: pipeline p needs \"model\": the model that scores them, by name "
            "(MISSING_KEY)");
}

TEST(Config, UnknownKindsAndCodecsNameTheNearest) {
  EXPECT_EQ(wrong("pipelines: {p: {model: m, source: {queu: q}, sink: {file: o.csv}}}"),
            "slipway.yaml:1:42: no source is called \"queu\" (UNKNOWN_KIND); did you mean "
            "\"queue\"?");
  EXPECT_EQ(wrong("pipelines: {p: {model: m, source: {queue: q}, sink: {postgres: o}}}"),
            "slipway.yaml:1:64: no sink is called \"postgres\" (UNKNOWN_KIND); there are: file, "
            "sqlite");
  EXPECT_EQ(wrong("pipelines: {p: {model: m, source: {file: a, codec: parket}, sink: {file: o}}}"),
            "slipway.yaml:1:52: no codec is called \"parket\" (UNKNOWN_KIND); did you mean "
            "\"parquet\"?");
  EXPECT_EQ(wrong("pipelines: {p: {model: m, source: {file: a, queue: b}, sink: {file: o}}}"),
            "slipway.yaml:1:52: source is either file or queue (TWO_KINDS)");
  EXPECT_EQ(wrong("pipelines: {p: {model: m, source: queue, sink: {file: o}}}"),
            "slipway.yaml:1:35: source must be a map such as {file: {…}} (BAD_VALUE)");
  EXPECT_EQ(wrong("pipelines: {p: {model: m, source: {file: a, codec: [csv]}, sink: {file: o}}}"),
            "slipway.yaml:1:52: codec must be a name, or {name: settings} (BAD_VALUE)");
}

TEST(Config, AModelThatIsNotThereIsNamedWhereItIsCalled) {
  EXPECT_EQ(wrong(std::string(kModels) +
                  "pipelines: {p: {model: wien, source: {queue: q}, sink: {file: o.csv}}}"),
            "slipway.yaml:2:24: no model is called \"wien\" (UNKNOWN_MODEL); did you mean "
            "\"wine\"?");
  EXPECT_EQ(wrong(serve("models: [wine, beer-and-cheese]")),
            "slipway.yaml:2:17: no model is called \"beer-and-cheese\" (UNKNOWN_MODEL); models "
            "has: wine");
  EXPECT_EQ(wrong("serve: {models: [wine]}"),
            "slipway.yaml:1:17: no model is called \"wine\" (UNKNOWN_MODEL); name it below models");
  EXPECT_EQ(wrong(serve("models: [{wine: 1}]")),
            "slipway.yaml:2:18: models must be a list of texts (BAD_VALUE)");
}

TEST(Config, ValuesThatCouldNotWorkAreRefused) {
  EXPECT_EQ(wrong(pipeline("rows_max: 0")),
            "slipway.yaml:5:13: rows_max must be at least 1 (BAD_VALUE)");
  EXPECT_EQ(wrong(pipeline("rows_max: many")),
            "slipway.yaml:5:13: rows_max must be a whole number (BAD_VALUE)");
  EXPECT_EQ(wrong(pipeline("backoff_max: 0s")),
            "slipway.yaml:5:16: backoff_max must be longer than nothing (BAD_VALUE)");
  EXPECT_EQ(wrong(pipeline("backoff_max: 5")),
            "slipway.yaml:5:16: backoff_max must be a duration such as 20ms, 5s, 2h (BAD_VALUE)");
  EXPECT_EQ(wrong(serve("threads: -1")),
            "slipway.yaml:2:18: threads must be at least 0 (BAD_VALUE)");
  EXPECT_EQ(wrong(serve("body_bytes_max: 0")),
            "slipway.yaml:2:25: body_bytes_max must be at least 1 (BAD_VALUE)");
  EXPECT_EQ(wrong(serve("in_flight_max: -5")),
            "slipway.yaml:2:24: in_flight_max must be at least 1 (BAD_VALUE)");
  EXPECT_EQ(wrong(serve("wait_max: 0ms")),
            "slipway.yaml:2:19: wait_max must be longer than nothing (BAD_VALUE)");
  EXPECT_EQ(wrong(serve("request_time_max: 0ms")),
            "slipway.yaml:2:27: request_time_max must be longer than nothing (BAD_VALUE)");
  EXPECT_EQ(wrong(serve("http: nowhere")),
            "slipway.yaml:2:15: \"nowhere\" is not an address (BAD_ADDRESS); write it as "
            "127.0.0.1:8080");
}

TEST(Config, NamesAreThoseThatFitIntoPathsAndRoutes) {
  for (const char* name : {"a", "A-1_b.c", "0"})
    EXPECT_EQ(wrong("models: {\"" + std::string(name) + "\": {from: a}}"), "ok") << name;
  EXPECT_EQ(wrong("models: {" + std::string(128, 'a') + ": {from: a}}"), "ok");
  for (const std::string& name : {std::string("a/b"), std::string("-a"), std::string(".a"),
                                  std::string(""), std::string("ä"), std::string(129, 'a')})
    EXPECT_EQ(wrong("models: {\"" + name + "\": {from: a}}"),
              "slipway.yaml:1:" + std::to_string(14 + name.size()) + ": \"" + name +
                  "\" can't be a name (BAD_NAME); use letters, digits, _ - .");
  EXPECT_EQ(wrong("models: [a]"), "slipway.yaml:1:9: models must be a map from names (BAD_VALUE)");
}

TEST(Config, AddressesHaveAHostAndAPortOrAPortAlone) {
  const auto read = [](std::string_view text) {
    std::string address;
    std::uint16_t port = 0;
    const auto status = parse_address(text, address, port);
    return status.ok() ? address + " " + std::to_string(port) : status.reason();
  };
  EXPECT_EQ(read("127.0.0.1:8080"), "127.0.0.1 8080");
  EXPECT_EQ(read("8080"), "127.0.0.1 8080");  // not to the whole network, unless it is asked for
  EXPECT_EQ(read(":8080"), "0.0.0.0 8080");
  EXPECT_EQ(read("[::1]:65535"), "::1 65535");
  EXPECT_EQ(read("localhost:0"), "localhost 0");
  for (const char* text : {"", ":", "a", "a:", "a:b", "a:65536", "a:-1", "a:80 ", "80x"})
    EXPECT_EQ(read(text), "BAD_ADDRESS") << text;
}

TEST(Config, AFileIsReadUpToFourMebibytes) {
  const Folder work;
  const std::string text = std::string(kModels) + "#";
  work.write("slipway.yaml", text + std::string((4u << 20) - text.size(), 'x'));
  const auto config = load_config(work / "slipway.yaml");
  ASSERT_TRUE(config.ok()) << config.status().text();
  EXPECT_EQ(config->folder, work.path());
  EXPECT_NE(config->model("wine"), nullptr);
  work.write("slipway.yaml", text + std::string((4u << 20) - text.size() + 1, 'x'));
  const auto large = load_config(work / "slipway.yaml").status();
  EXPECT_STREQ(large.reason(), "TOO_LARGE");
  EXPECT_TRUE(large.place().starts_with(work / "slipway.yaml")) << large.text();
  EXPECT_STREQ(load_config(work / "none.yaml").status().reason(), "NO_FILE");
  EXPECT_EQ(load_config(work.path()).status().text(),
            work.path() + ": is a folder, not a file (IS_FOLDER)");
}

}  // namespace
}  // namespace slipway::service
