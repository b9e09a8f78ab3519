package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import jakarta.servlet.http.HttpServletRequest;

/**
 * What an error page sees of a request whose filters failed before they had passed it on: nobody can tell what they
 * would have stripped, so only the fields that a page needs are left.
 */
final class Unreached {
    private static final String[] HARMLESS = {
        "Host", "Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "Content-Type", "Content-Length"
    };

    private Unreached() {}

    static Request view(Exchange exchange, HttpServletRequest raw) {
        Headers.Edit edit = Headers.Edit.withRoomFor(HARMLESS.length);
        for (String name : HARMLESS) {
            String value = raw.getHeader(name);
            if (value != null) {
                edit.addUnchecked(name, value);
            }
        }
        String host = raw.getHeader("Host");
        return Request.of(
                exchange,
                raw.getMethod(),
                raw.getScheme(),
                host == null ? raw.getServerName() : host,
                raw.getRequestURI(),
                raw.getQueryString(),
                edit.build(),
                Body.empty());
    }
}
