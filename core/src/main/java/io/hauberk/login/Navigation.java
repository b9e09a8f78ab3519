package io.hauberk.login;

import io.hauberk.Request;
import java.util.Locale;

/** Tells a person who goes to a page from a script that calls an API. */
final class Navigation {
    private Navigation() {}

    /** Whether it is a navigation: GET, HTML is welcome, and the browser does not say that a script asks. */
    static boolean is(Request request) {
        String accept = request.header("Accept");
        String mode = request.header("Sec-Fetch-Mode");
        return request.method().equals("GET")
                && accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html")
                && (mode == null || mode.equals("navigate"))
                && !"XMLHttpRequest".equalsIgnoreCase(request.header("X-Requested-With"));
    }
}
