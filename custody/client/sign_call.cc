#include "custody/client/sign_call.h"

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/client/api_problem.h"
#include "custody/client/receipt_file.h"

namespace pyx::client {
namespace {

Result<SignAnswer> read_answer(const SignTask& task, const json::value& body) {
  PYX_ASSIGN(json::ObjectReader reader, json::ObjectReader::of(body, "the answer"));
  PYX_ASSIGN(const Uuid key, reader.uuid("key"));
  if (key != task.key) return error(Code::kBadInput, "it is that of another key");
  SignAnswer answer;
  PYX_ASSIGN(const std::string scheme_name, reader.string("scheme"));
  const auto scheme = scheme_from(scheme_name);
  if (!scheme) return error(Code::kBadInput, "it names an unknown scheme");
  answer.scheme = *scheme;
  PYX_ASSIGN(const json::array* const list, reader.array_member("signatures"));
  if (list->size() != task.messages.size()) {
    return error(Code::kBadInput, "it does not have as many signatures as there were messages");
  }
  for (const json::value& item : *list) {
    const auto* const text = item.if_string();
    if (text == nullptr) return error(Code::kBadInput, "a signature is no string");
    PYX_ASSIGN(Bytes signature, from_base64url({text->data(), text->size()}));
    answer.signatures.push_back(std::move(signature));
  }
  PYX_ASSIGN(const json::object* const receipt, reader.object_member("receipt"));
  PYX_ASSIGN(answer.receipt, read_receipt(*receipt, LeafOfReceipt::kNamed));
  return answer;
}

}  // namespace

Exchange sign_exchange(const SignTask& task) {
  Exchange asked;
  asked.method = "POST";
  asked.path = "/v1/keys/" + task.key.text() + "/sign";
  asked.fields.emplace_back("Idempotency-Key", "\"" + task.request.text() + "\"");
  asked.body = R"({"messages":[)";
  for (const Bytes& message : task.messages) {
    if (asked.body.back() != '[') asked.body.push_back(',');
    asked.body.append("\"").append(to_base64url(message)).append("\"");
  }
  asked.body.push_back(']');
  if (task.form == EcdsaForm::kP1363) asked.body.append(R"(,"ecdsa_form":"p1363")");
  asked.body.push_back('}');
  return asked;
}

Result<SignAnswer> read_sign_answer(const SignTask& task, const Result<Reply>& reply) {
  PYX_ASSIGN(const json::value body, json_of(reply));
  auto answer = read_answer(task, body);
  if (!answer) return error(Code::kBug, "the server's answer: " + answer.error().message);
  return answer;
}

}  // namespace pyx::client
