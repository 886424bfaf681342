// Our bytes under Arrow's codecs: what a disk or a pipe says is what the caller hears.
#include "codec/arrow/table_test.h"

namespace slipway::codec {
namespace {

const base::Status kBroken =
    base::unavailable("IO", "the disk is away").at("in.parquet").remedy("look at the cable");

// Reads up to a byte, then fails.
class FailingReader final : public base::Reader {
 public:
  FailingReader(std::string bytes, std::uint64_t good) : bytes_(std::move(bytes)), good_(good) {}
  std::uint64_t size() const override { return bytes_.size(); }
  base::Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    if (offset < good_) return kBroken;
    return into.assign(bytes_, offset, count), base::Status();
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string bytes_, name_ = "in.parquet";
  const std::uint64_t good_;
};

class FailingStream final : public base::Stream {
 public:
  FailingStream(std::string bytes, std::uint64_t good) : bytes_(std::move(bytes)), left_(good) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::uint64_t n = std::min({count, left_, bytes_.size() - at_});
    if (n == 0) return kBroken;
    into.append(bytes_, at_, n);
    at_ += n, left_ -= n;
    return n;
  }
  const std::string& name() const override { return name_; }

 private:
  const std::string bytes_, name_ = "in.parquet";
  std::uint64_t left_, at_ = 0;
};

class FailingWriter final : public base::Writer {
 public:
  explicit FailingWriter(std::uint64_t good) : left_(good) {}
  base::Status write(std::string_view bytes) override {
    if (bytes.size() > left_) return kBroken;
    left_ -= bytes.size();
    return {};
  }
  base::Status commit() override { return {}; }

 private:
  std::uint64_t left_;
};

data::Chunk some_rows() {
  data::Chunk rows(std::make_shared<const data::Schema>(std::vector<data::Field>{field("x")}));
  for (int i = 0; i < 1000; ++i) rows.column(0).append_float64(i);
  return rows;
}

base::Status drain(base::Result<std::unique_ptr<Decoder>> decoder) {
  if (!decoder.ok()) return decoder.status();
  data::Chunk chunk((*decoder)->schema());
  data::RowErrors errors;
  for (;;) {
    const auto more = (*decoder)->next(chunk, errors);
    if (!more.ok() || !*more) return more.status();
  }
}

TEST(ArrowIo, AReaderThatFailsIsQuoted) {
  const std::string bytes = encode("parquet", some_rows());
  // All of it, and only what lies before the footer.
  for (const std::uint64_t good : {bytes.size(), bytes.size() / 2}) {
    const auto reader = std::make_shared<FailingReader>(bytes, good);
    const base::Status status =
        drain((*codecs().find("parquet"))->reader_decoder(reader, {.wanted = {field("x")}}));
    EXPECT_EQ(status.text(), kBroken.text()) << good;
    EXPECT_EQ(status.code(), base::Code::kUnavailable);
  }
}

TEST(ArrowIo, AStreamThatFailsIsQuoted) {
  const std::string bytes = encode("arrow", some_rows());
  for (const std::uint64_t good :
       {std::size_t{0}, std::size_t{5}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    const base::Status status = drain(
        (*codecs().find("arrow"))
            ->decoder(std::make_unique<FailingStream>(bytes, good), {.wanted = {field("x")}}));
    EXPECT_EQ(status.text(), kBroken.text()) << good;
  }
}

TEST(ArrowIo, AWriterThatFailsIsQuoted) {
  const data::Chunk rows = some_rows();
  for (const char* name : {"parquet", "arrow"}) {
    const std::size_t whole = encode(name, rows).size();
    for (const std::uint64_t good : {std::size_t{0}, whole / 2, whole - 1}) {
      FailingWriter writer(good);
      const auto encoder = (*codecs().find(name))->encoder(writer, rows.schema(), {});
      ASSERT_TRUE(encoder.ok());
      base::Status status = (*encoder)->write(rows.view(), {});
      if (status.ok()) status = (*encoder)->finish();
      EXPECT_EQ(status.text(), kBroken.text()) << name << " " << good;
    }
  }
}

}  // namespace
}  // namespace slipway::codec
