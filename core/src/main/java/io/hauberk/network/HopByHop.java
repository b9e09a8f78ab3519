package io.hauberk.network;

import io.hauberk.Headers;

/** The fields of a message that are meant for one connection only (RFC 9110 §7.6.1). */
final class HopByHop {
    private static final HeaderNames FIELDS = HeaderNames.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization");

    /** What Connection may not name: dropping one of these would change who is asked, by whom, or for what. */
    private static final HeaderNames END_TO_END = HeaderNames.of(
            "host",
            "content-*",
            "authorization",
            "cookie",
            "set-cookie",
            "forwarded",
            "x-forwarded-*",
            "x-real-ip",
            "true-client-ip",
            "x-original-url",
            "x-rewrite-url",
            "x-request-id",
            "client-cert*",
            "via",
            "max-forwards",
            "cache-control",
            "expires",
            "vary",
            "location",
            "www-authenticate",
            "origin",
            "expect",
            "range",
            "idempotency-key",
            "early-data",
            "traceparent",
            "tracestate",
            "x-api-key");

    private HopByHop() {}

    static boolean field(String name) {
        return FIELDS.contains(name);
    }

    static boolean endToEnd(String name) {
        return END_TO_END.contains(name);
    }

    /** Whether the field goes: it is for one connection by its nature, or since the message says so. */
    static boolean strips(String name, ConnectionOptions options) {
        return FIELDS.contains(name) || !options.isEmpty() && options.name(name) && !END_TO_END.contains(name);
    }

    /**
     * The fields that are for more than one connection, and that we take trailers; the same instance where that is all
     * of them.
     */
    static Headers stripped(Headers headers) {
        ConnectionOptions options = ConnectionOptions.of(headers);
        for (int i = 0; i < headers.size(); i++) {
            if (strips(headers.name(i), headers.value(i), options)) {
                return headers.edit()
                        .removeIf((name, value) -> strips(name, value, options))
                        .build();
            }
        }
        return headers;
    }

    private static boolean strips(String name, String value, ConnectionOptions options) {
        return strips(name, options) && !(value.equals("trailers") && name.equalsIgnoreCase("TE"));
    }
}
