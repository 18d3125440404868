#include "custody/client/api_problem.h"

#include <algorithm>
#include <array>

#include "base/json_reader.h"
#include "custody/client/control_name.h"

namespace pyx::client {
namespace {

constexpr json::Limits kAnswerLimits{std::size_t{32} * 1024 * 1024, 16};

constexpr std::array kCodes = {Code::kBadInput, Code::kNotFound, Code::kConflict,  Code::kRefused,
                               Code::kFrozen,   Code::kRetry,    Code::kAskPerson, Code::kToken,
                               Code::kStore,    Code::kBug};

Result<void> read_problem(const std::string& body, Error& into) {
  PYX_ASSIGN(const json::value parsed, json::parse(body));
  PYX_ASSIGN(json::ObjectReader reader, json::ObjectReader::of(parsed, "the problem"));
  PYX_ASSIGN(const std::string code, reader.string("code"));
  PYX_ASSIGN(std::string detail, reader.string("detail"));
  const auto* const known = std::ranges::find(kCodes, code, code_name);
  if (known == kCodes.end()) return error(Code::kBadInput, "unknown code");
  Error read = error(*known, std::move(detail));
  if (reader.has("control")) {
    PYX_ASSIGN(const std::string control, reader.string("control"));
    read.control = control_name(control);
    if (read.control.empty()) read.message += " [" + control + "]";
  }
  if (reader.has("call") && reader.has("ckr")) {
    PYX_ASSIGN(const std::string call, reader.string("call"));
    PYX_ASSIGN(const std::string ckr, reader.string("ckr"));
    read.call = call_name(call);
    read.ckr = ckr_number(ckr);
    if (read.call.empty()) read.message += " (" + call + ": " + ckr + ")";
  }
  into = std::move(read);
  return {};
}

bool success(unsigned status) { return status >= 200 && status < 300; }

}  // namespace

Error problem_of(const Reply& reply) {
  Error told;
  if (read_problem(reply.body, told)) return told;
  const std::string message = "the server answered with status " + std::to_string(reply.status);
  if (reply.status >= 502 && reply.status <= 504) return error(Code::kRetry, message);
  if (reply.status >= 400 && reply.status < 500) return error(Code::kBadInput, message);
  return error(Code::kBug, message);
}

Result<std::string> body_of(Result<Reply> reply) {
  if (!reply) return std::move(reply).error();
  if (!success(reply->status)) return problem_of(*reply);
  return std::move(reply->body);
}

Result<json::value> json_of(const Result<Reply>& reply) {
  if (!reply) return reply.error();
  if (!success(reply->status)) return problem_of(*reply);
  auto parsed = json::parse(reply->body, kAnswerLimits);
  if (!parsed) return error(Code::kBug, "the server's answer: " + parsed.error().message);
  return parsed;
}

}  // namespace pyx::client
