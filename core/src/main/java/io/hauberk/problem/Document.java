package io.hauberk.problem;

import io.hauberk.Exchange;
import io.hauberk.Rejection;
import io.hauberk.json.JsonObject;
import io.hauberk.network.Arrival;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A problem document. */
final class Document {
    private static final Set<String> OWN = Set.of("type", "title", "status", "detail", "instance", "reason");

    private Document() {}

    static JsonObject of(Rejection rejection, int status, Exchange exchange) {
        JsonObject json = new JsonObject()
                .member("type", rejection.type())
                .member("title", title(status))
                .member("status", status);
        if (rejection.detail() != null) {
            json.member("detail", rejection.detail());
        }
        json.member("instance", instance(exchange)).member("reason", rejection.reason());
        for (Map.Entry<String, Object> member : rejection.members().entrySet()) {
            if (!OWN.contains(member.getKey())) {
                json.member(member.getKey(), member.getValue());
            }
        }
        return json;
    }

    /** A UUID as RFC 9562 has it; another id under a name of our own. */
    private static String instance(Exchange exchange) {
        Arrival arrival = exchange.get(Arrival.KEY);
        if (arrival == null) {
            return "urn:uuid:" + UUID.randomUUID();
        }
        String id = arrival.requestId();
        return isUuid(id) ? "urn:uuid:" + id : "urn:hauberk:request:" + Percent.encoded(id);
    }

    private static boolean isUuid(String id) {
        for (int i = 0; i < id.length(); i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? id.charAt(i) != '-' : Character.digit(id.charAt(i), 16) < 0 || id.charAt(i) > 'f') {
                return false;
            }
        }
        return id.length() == 36;
    }

    /** The phrase of RFC 9110 and its companions: with the type {@code about:blank} the title says no more. */
    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 407 -> "Proxy Authentication Required";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 425 -> "Too Early";
            case 426 -> "Upgrade Required";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 451 -> "Unavailable For Legal Reasons";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            case 508 -> "Loop Detected";
            default -> status < 500 ? "Client Error" : "Server Error";
        };
    }
}
