// Protocol: routes and envelopes. Members are protocol_<name>.cc, each with its line in builtin.cc.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/kinds.h"
#include "base/status.h"
#include "serve/guard.h"
#include "serve/http.h"
#include "serve/model_control.h"
#include "serve/models.h"

namespace slipway::serve {

// Which of the server's ports: where administration has one of its own, the public one has none of it.
enum class Side : std::uint8_t { kBoth, kPublic, kAdmin };

class PayloadLog;
class Tracer;
struct ServerStatistics;

// What runs beside the server and is not its own, in figures: for /metrics.
struct Figures {
  struct Value {
    std::vector<std::pair<std::string, std::string>> labels;
    double value = 0;
  };
  std::string name, about;  // "slipway_pipeline_rows_total"
  bool counts = false;      // never goes back
  std::vector<Value> values;
};

// What protocols are given. Outlives them.
struct ServeContext {
  const ServedModels* models = nullptr;
  const base::Clock* clock = nullptr;
  std::function<bool()> ready;      // false: not yet, or not any more
  ModelControl* control = nullptr;  // null: models come and go by nobody's wish
  const Guard* guard = nullptr;     // null: nobody is asked who they are
  bool metrics_open = false;        // whether anybody may read metrics
  Side side = Side::kBoth;
  std::function<std::string()> config;            // what runs, as JSON; empty: that is not told
  std::function<std::vector<Figures>()> figures;  // empty: there are none
  const ServerStatistics* statistics = nullptr;   // these three: null: there is none
  const Tracer* tracer = nullptr;
  const PayloadLog* payload_log = nullptr;
};

// How a protocol says what is wrong.
using Refuse = void (*)(const base::Status&, Response&);

// What one protocol does with a path, before anything is asked of it.
struct Door {
  Refuse form = nullptr;  // null: not its path
  bool open = false;      // anybody may come in: health
};

// Routes of one protocol, for one server. Any thread.
class Routes {
 public:
  virtual ~Routes();
  // False: not a path of this protocol, and `exchange` was not touched. True: it is, or will be,
  // finished.
  virtual bool handle(Exchange& exchange) = 0;
  // Of a path of this protocol: whether the body is to be taken as it comes (Handler::streams).
  virtual bool streams(const Request& head) const;
  // Who isn't known is refused here, before handle(), unless it is open.
  virtual Door door(std::string_view path) const = 0;
};

class Protocol {
 public:
  static constexpr const char* kKind = "protocol";
  virtual ~Protocol();
  virtual const char* about() const = 0;
  virtual std::unique_ptr<Routes> routes(const ServeContext& context) const = 0;
};

// A Protocol whose Routes are R(context).
template <class R>
class ProtocolOf final : public Protocol {
 public:
  explicit ProtocolOf(const char* about) : about_(about) {}
  const char* about() const override { return about_; }
  std::unique_ptr<Routes> routes(const ServeContext& context) const override {
    return std::make_unique<R>(context);
  }

 private:
  const char* const about_;
};

base::Kinds<Protocol>& protocols();

// What protocols answer alike but for the form of their errors. Each finishes the exchange, but
// allowed() and permitted() that return true.
void refuse(Exchange& exchange, const base::Status& status, Refuse form = respond_error);
// Whether the request's method is `wanted`; else it is answered: 405.
bool allowed(Exchange& exchange, std::string_view wanted, Refuse form = respond_error);
// Whether the verdict of the caller is ok; else it is answered: 401 or 403.
bool permitted(Exchange& exchange, const base::Status& verdict, Refuse form = respond_error);
void answer(Exchange& exchange, std::string_view method, std::string body,
            Refuse form = respond_error);

// {"models":["churn"]}, of those that the caller sees.
std::string names_text(const ServedModels& models, const Caller& caller);

// All protocols behind one handler; what none of them knows is 404/UNKNOWN_PATH.
std::unique_ptr<Handler> make_handler(const ServeContext& context);

}  // namespace slipway::serve
