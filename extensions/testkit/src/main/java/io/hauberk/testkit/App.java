package io.hauberk.testkit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The application behind a row of {@link InboundContract}. */
@FunctionalInterface
interface App {
    void serve(HttpServletRequest request, HttpServletResponse response) throws Exception;

    /** Answers 200 with this text. */
    static App text(String text) {
        return (request, response) -> response.getWriter().write(text);
    }
}
