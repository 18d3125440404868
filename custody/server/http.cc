#include "custody/server/http.h"

namespace pyx::server {

std::string_view to_text(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kOther:
      return "OTHER";
  }
  return "OTHER";
}

Result<std::string_view> field(const Request& request, std::string_view lower_case_name) {
  const Field* found = nullptr;
  for (const Field& candidate : request.fields) {
    if (candidate.name != lower_case_name) continue;
    if (found != nullptr) {
      return error(Code::kBadInput, "the field " + std::string(lower_case_name) + " stands twice");
    }
    found = &candidate;
  }
  if (found == nullptr) {
    return error(Code::kNotFound, "the field " + std::string(lower_case_name) + " is missing");
  }
  return std::string_view(found->value);
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 423:
      return "Locked";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return {};
  }
}

void append_wire(std::string& to, const Response& response, Afterwards afterwards) {
  to.reserve(to.size() + 256 + response.body.size());
  to.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  to.append(reason_phrase(response.status)).append("\r\n");
  if (!response.content_type.empty()) {
    to.append("Content-Type: ").append(response.content_type).append("\r\n");
  }
  to.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  for (const Field& one : response.fields) {
    to.append(one.name).append(": ").append(one.value).append("\r\n");
  }
  if (afterwards == Afterwards::kClose) to.append("Connection: close\r\n");
  to.append("\r\n").append(response.body);
}

}  // namespace pyx::server
