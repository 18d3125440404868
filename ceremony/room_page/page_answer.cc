#include "ceremony/room_page/page_answer.h"

#include "ceremony/room_page/page_request.h"
#include "ceremony/room_page/room_document.h"
#include "ceremony/room_page/room_view.h"

namespace pyx::ceremony::room_page {
namespace {

struct Body {
  unsigned status = 200;
  std::string_view type = "text/plain; charset=utf-8";
  std::string text;
};

std::string_view phrase(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 421:
      return "Misdirected Request";
    case 431:
      return "Request Header Fields Too Large";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Bad Request";
  }
}

Body refusal(unsigned status) {
  Body body;
  body.status = status;
  body.text = std::string(phrase(status)) + "\n";
  return body;
}

Body body_of(const PageRequest& request, const std::function<running::Moment()>& moment) {
  if (request.refused != 0) return refusal(request.refused);
  if (request.path == "/")
    return {200, "text/html; charset=utf-8", room_document(moment().rehearsal)};
  if (request.path == "/moment") return {200, "application/json", room_view(moment())};
  return refusal(404);
}

}  // namespace

std::optional<std::string> answer_to(std::string_view bytes, std::uint16_t port,
                                     const std::function<running::Moment()>& moment) {
  const auto request = read_request(bytes, port);
  if (!request) return std::nullopt;
  const Body body = body_of(*request, moment);
  std::string answer = "HTTP/1.1 " + std::to_string(body.status) + " " +
                       std::string(phrase(body.status)) + "\r\nContent-Type: ";
  answer.append(body.type).append("\r\nContent-Length: ").append(std::to_string(body.text.size()));
  if (body.status == 405) answer += "\r\nAllow: GET, HEAD";
  answer +=
      "\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"
      "\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin"
      "\r\nCross-Origin-Opener-Policy: same-origin\r\nContent-Security-Policy: " +
      room_policy() + "\r\n\r\n";
  if (!request->head_only) answer += body.text;
  return answer;
}

}  // namespace pyx::ceremony::room_page
