#include "serve/grpc/grpc_tls.h"

#include "serve/certificates_test.h"
#include "serve/grpc/grpc_listener.h"
#include "serve/grpc/grpc_service_test.h"

namespace slipway::serve {
namespace {

class GrpcTlsTest : public ServedTest {
 protected:
  void SetUp() override {
    ServedTest::SetUp();
    auto kind = tls_kinds().find("openssl");
    ASSERT_TRUE(kind.ok()) << kind.status().text();
    certificates_ = std::make_unique<Certificates>(**kind);
  }
  void start(const std::string& client_ca = {}) {
    ASSERT_TRUE(use(server_, client_ca).ok());
    listener_ = make_grpc_listener(context_);
    ASSERT_TRUE(listener_->start({.certificates = certificates_.get()}).ok());
  }
  base::Status use(const MadeCertificate& certificate, const std::string& client_ca = {}) {
    return certificates_->replace({.certificate = certificate.certificate_pem(),
                                   .key = certificate.key_pem(),
                                   .client_ca = client_ca});
  }
  // A channel of its own: gRPC would take the connection of another.
  std::shared_ptr<grpc::Channel> channel(const MadeCertificate& trusts,
                                         const MadeCertificate* shows = nullptr) const {
    grpc::SslCredentialsOptions options{.pem_root_certs = trusts.certificate_pem()};
    if (shows != nullptr) {
      options.pem_cert_chain = shows->certificate_pem();
      options.pem_private_key = shows->key_pem();
    }
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetSslTargetNameOverride(
        "localhost");  // by number: looking a name up leaks in c-ares
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(listener_->port()),
                                     grpc::SslCredentials(options), arguments);
  }
  static bool live(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = inference::GRPCInferenceService::NewStub(channel);
    grpc::ClientContext context;
    inference::ServerLiveResponse response;
    return stub->ServerLive(&context, {}, &response).ok() && response.live();
  }

  const MadeCertificate root_ = make_certificate("root"), other_ = make_certificate("other");
  const MadeCertificate server_ = make_certificate("server", &root_);
  std::unique_ptr<Certificates> certificates_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(GrpcTlsTest, ClientsKnowTheServerByItsCertificate) {
  start();
  EXPECT_TRUE(live(channel(root_)));
  EXPECT_FALSE(live(channel(other_)));
  EXPECT_FALSE(live(grpc::CreateChannel("127.0.0.1:" + std::to_string(listener_->port()),
                                        grpc::InsecureChannelCredentials())));
}

TEST_F(GrpcTlsTest, MutualTlsWantsACertificateOfTheRightRoot) {
  start(root_.certificate_pem());
  const MadeCertificate friendly = make_certificate("friend", &root_);
  const MadeCertificate stranger = make_certificate("stranger", &other_);
  EXPECT_TRUE(live(channel(root_, &friendly)));
  EXPECT_FALSE(live(channel(root_, &stranger)));
  EXPECT_FALSE(live(channel(root_)));
}

// Who is connected stays so; who comes gets the new certificate; one that is broken changes nothing.
TEST_F(GrpcTlsTest, ARenewedCertificateDropsNobody) {
  start();
  const auto first = channel(root_);
  EXPECT_TRUE(live(first));
  const MadeCertificate renewed = make_certificate("renewed", &other_);
  ASSERT_TRUE(use(renewed).ok());
  EXPECT_TRUE(live(channel(other_)));
  EXPECT_FALSE(live(channel(root_))) << "the old certificate is still shown";
  EXPECT_TRUE(live(first));
  MadeCertificate broken = renewed;
  broken.key = server_.key;
  EXPECT_FALSE(use(broken).ok());
  EXPECT_TRUE(live(channel(other_)));
}

}  // namespace
}  // namespace slipway::serve
