// Calls whose message is read only once it is wanted.
#include "serve/grpc/grpc_calls.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

namespace slipway::serve {
namespace {

class GrpcCallsTest : public testing::Test {
 protected:
  void SetUp() override {
    calls_.add("/a.Service/Say", [this](grpc::CallbackServerContext&, grpc::ByteBuffer message,
                                        const GrpcCalls::Finish& finish) {
      handled_ = message.Length();
      if (wanted_) return finish(grpc::Status::OK, std::move(message));
      finish({grpc::StatusCode::UNAUTHENTICATED, "who are you?"}, {});
    });
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&calls_);
    server_ = builder.BuildAndStart();
    stub_ = std::make_unique<grpc::GenericStub>(server_->InProcessChannel({}));
  }
  void TearDown() override {
    server_->Shutdown();
    queue_.Shutdown();
  }

  // A call that has begun and has sent nothing.
  void begin(const char* method) {
    call_ = stub_->PrepareCall(&context_, method, &queue_);
    call_->StartCall(this);
    EXPECT_TRUE(next());
  }
  bool next() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }
  grpc::Status end() {
    grpc::Status status;
    call_->Finish(&status, this);
    EXPECT_TRUE(next());
    return status;
  }

  std::atomic<bool> wanted_ = true;
  std::atomic<std::size_t> handled_ = 99;  // bytes of the message that the handler saw
  GrpcCalls calls_{[this](const grpc::CallbackServerContext&) { return wanted_.load(); }};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::GenericStub> stub_;
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

TEST_F(GrpcCallsTest, AMessageIsAnswered) {
  begin("/a.Service/Say");
  const grpc::Slice text("hello");
  call_->WriteLast(grpc::ByteBuffer(&text, 1), {}, this);
  EXPECT_TRUE(next());
  grpc::ByteBuffer answer;
  call_->Read(&answer, this);
  EXPECT_TRUE(next());
  EXPECT_EQ(answer.Length(), 5u);
  EXPECT_TRUE(end().ok());
  EXPECT_EQ(handled_, 5u);
}

TEST_F(GrpcCallsTest, WhatIsNotWantedIsAnsweredBeforeItsMessageCame) {
  wanted_ = false;
  begin("/a.Service/Say");
  EXPECT_EQ(end().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(handled_, 0u);
}

TEST_F(GrpcCallsTest, ACallWithoutAMessage) {
  begin("/a.Service/Say");
  call_->WritesDone(this);
  EXPECT_TRUE(next());
  EXPECT_EQ(end().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(handled_, 99u);
}

TEST_F(GrpcCallsTest, ACallThatItsClientGivesUpIsForgotten) {
  begin("/a.Service/Say");
  context_.TryCancel();
  EXPECT_EQ(end().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(GrpcCallsTest, AMethodThatIsNotThere) {
  begin("/a.Service/Sing");
  EXPECT_EQ(end().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace slipway::serve
