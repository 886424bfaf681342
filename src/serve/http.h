// What an HTTP request and its answer are to a handler. The server (http_server.h) owns sockets,
// parsing, limits and time-outs; handlers own meaning.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/live_stream.h"
#include "base/status.h"
#include "serve/caller.h"
#include "serve/request_span.h"

namespace slipway::serve {

class Ticker;

// Views into the connection's memory: valid until the exchange is finished.
struct Request {
  std::string_view method;  // "POST"
  std::string_view path;    // "/api/v1/models/churn/score", percent-decoding left to the handler
  std::string_view query;   // "outputs=predict"
  std::string_view body;
  std::string_view content_type;
  std::string_view traceparent;
  base::TimePoint deadline =
      base::kNever;    // by the server's limit, or earlier by the caller's wish
  bool terse = false;  // errors don't repeat what was sent: terse_error()
};

struct Response {
  int status = 200;
  base::Code code = base::Code::kOk;  // what a status of an error stands for
  std::string content_type = "application/json";
  std::string body;
  int retry_after_s = 0;    // sent if > 0
  const char* reason = "";  // of an error; sent if not empty: few protocols have a place for it
  std::string allow;        // sent if not empty: the methods of a path, with 405
  std::string more;         // further header lines, each with its line end
  bool compress = false;    // if the caller takes that, and it is large enough to pay

  void clear() {
    status = 200, code = base::Code::kOk, content_type = "application/json", retry_after_s = 0,
    compress = false, reason = "";
    body.clear(), allow.clear(), more.clear();
  }
};

// Both bodies of one request while they are on their way. For the one thread that works on them: every
// call may wait, and memory is bounded both ways, so a caller that takes no answers is not read from.
// Failures: CANCELLED/CALLER_GONE; DEADLINE_EXCEEDED/IDLE if the caller has sent nothing for too long;
// UNAVAILABLE/STOPPING. Of the last two the caller may still be told.
class Duplex : public base::LiveStream {  // read(): of the request's body
 public:
  // Of the answer's body. The first call sends the head, response(), which is then not to be changed.
  virtual base::Status write(std::string_view piece) = 0;
  // The answer is whole; `trailers` are header lines, each with its line end. If the work ends after a
  // write() and without this, the connection is cut, so that nobody takes the answer for whole.
  virtual void end(std::string_view trailers) = 0;
};

// One request being answered. The handler fills response() and calls finish() exactly once, from
// any thread, inside handle() or later; neither may be touched afterwards.
class Exchange {
 public:
  virtual ~Exchange();
  virtual const Request& request() const = 0;
  // A header of the request that few protocols ask for; empty if there is none. Names in any case.
  virtual std::string_view header(std::string_view name) const;
  // Who asks: an address; empty where that is not known.
  virtual std::string_view client() const { return {}; }
  virtual Response& response() = 0;
  virtual void finish() = 0;

  // From any thread, of an exchange that waits: runs `work`, which answers it, on the thread that its
  // handler was called on, where there is such a one.
  virtual void resume(std::function<void()> work) { work(); }
  // Who is told of what waits for company (ticker.h); null: the server ticks by itself.
  virtual Ticker* ticker() const { return nullptr; }

  // Of a request that Handler::streams(), instead of finish(): `work` answers it on a thread of its
  // own, and may change response() until its first write(); without one, response() is the answer.
  // header() is not for `work`. Fails, and the exchange is still to be finished:
  // FAILED_PRECONDITION/NO_STREAM; RESOURCE_EXHAUSTED/TOO_MANY_STREAMS.
  virtual base::Status stream(std::function<void(Duplex&)> work);

  // Who asks: anyone, where nobody is asked who they are. Set before any route sees the exchange.
  const Caller& caller() const { return caller_ == nullptr ? Caller::anyone() : *caller_; }
  void set_caller(CallerPtr caller) { caller_ = std::move(caller); }
  bool identified() const { return caller_ != nullptr; }

  // Where to note what is learnt of a request that is traced, until it is finished; null: it is not.
  RequestSpan* span() const { return span_.get(); }

 protected:
  void set_span(std::unique_ptr<RequestSpan> span) { span_ = std::move(span); }
  std::unique_ptr<RequestSpan> take_span() { return std::move(span_); }

 private:
  CallerPtr caller_;
  std::unique_ptr<RequestSpan> span_;
};

// Called by the server's threads, for different exchanges at a time.
class Handler {
 public:
  virtual ~Handler();
  virtual void handle(Exchange& exchange) = 0;

  // Asked when a request's header is there: whether handle() is to be called now, without a body, and
  // will take it by Exchange::stream().
  virtual bool streams(const Request& head) const;

  // Asked before a large body is read; false: response() says why it won't be, and the exchange is over.
  virtual bool admit(Exchange& exchange);

  // Work that waits for company: the server calls tick() at due_at(), asked after each handle()
  // that left its exchange open.
  virtual base::TimePoint due_at() const { return base::kNever; }
  virtual void tick() {}
};

// The HTTP status of a canonical code, as google.rpc.Code states it.
int http_status(base::Code code);

// A text that may quote what a caller sent, as UTF-8, whatever that was: for JSON.
std::string printable(std::string_view text);

// What is wrong, and what helps: for protocols whose errors are one text.
std::string error_text(const base::Status& status);

base::Status bad_request(std::string message);  // INVALID_ARGUMENT/BAD_REQUEST

// The same without what may be data of the request or inner workings: an error of the caller keeps code and
// reason, one of ours too, and goes to the log whole.
base::Status terse_error(const base::Status& status);

// {"error": {"code": "INVALID_ARGUMENT", "reason": …, "message": …, "place": …, "remedy": …}}, with
// its HTTP status, and Retry-After where trying again helps; to who isn't known, WWW-Authenticate.
void respond_error(const base::Status& status, Response& response);

}  // namespace slipway::serve
