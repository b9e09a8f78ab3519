package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.ClientAbortedException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.network.Traffic;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through all of its dispatches. Made by the first, found again in a request attribute by the
 * others.
 */
final class Served {
    static final String ATTRIBUTE = "io.hauberk.servlet.served";

    private final Exchange exchange;
    private final HttpServletRequest raw;
    private final HttpServletResponse answer;
    private final Body body;
    private final Application application;

    Served(HttpServletRequest raw, HttpServletResponse answer, FilterChain chain, Ticker ticker) {
        this.raw = raw;
        this.answer = answer;
        this.exchange = Exchange.begin(ticker);
        this.body = body(raw, exchange);
        this.application = new Application(exchange, raw, answer, body, chain);
        raw.setAttribute(ATTRIBUTE, this);
        raw.setAttribute(Exchange.class.getName(), exchange);
    }

    /** The first dispatch: the filter decides and answers. */
    void serve(Filter filter) throws IOException, ServletException {
        exchange.attach(Caller.unknown().withAddress(raw.getRemoteAddr()).withPeer(Peer.of(raw)));
        Response response = null;
        End end = End.FAILED;
        try (Exchange.Scope scope = exchange.enter()) {
            response = filter.handle(request(), application);
            if (!response.sent()) {
                application.giveWay();
                Answer.write(response, answer, raw.getMethod(), Traffic.counting(exchange));
            }
            end = End.COMPLETED;
        } catch (ClientAbortedException e) {
            end = End.CANCELLED;
            application.failing();
            // The container knows its own exception, and does not log it as a failure of the application.
            throw e.getCause() instanceof IOException own ? own : e;
        } catch (Throwable e) {
            application.failing();
            throw e;
        } finally {
            application.returned(response, end);
        }
    }

    /** An ASYNC, ERROR or FORWARD dispatch: the same exchange and the same view, and no decisions. */
    void dispatchAgain(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try (Exchange.Scope scope = exchange.enter()) {
            application.dispatchAgain(request, response, chain);
        }
    }

    private Request request() {
        String host = raw.getHeader("Host");
        return Request.of(
                exchange,
                raw.getMethod(),
                raw.getScheme(),
                host == null ? authority() : host,
                raw.getRequestURI(),
                raw.getQueryString(),
                headers(host),
                body);
    }

    /** HTTP/2 and HTTP/1.0 may come without a Host field. */
    private String authority() {
        int port = raw.getServerPort();
        boolean usual = port == (raw.isSecure() ? 443 : 80);
        return usual || port <= 0 ? raw.getServerName() : raw.getServerName() + ':' + port;
    }

    private Headers headers(@Nullable String host) {
        Headers.Edit edit = Headers.Edit.withRoomFor(16);
        Enumeration<String> names = raw.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            Enumeration<String> values = raw.getHeaders(name);
            while (values.hasMoreElements()) {
                edit.addUnchecked(name, values.nextElement());
            }
        }
        if (host == null) {
            edit.addUnchecked("Host", authority());
        }
        return edit.build();
    }

    private static Body body(HttpServletRequest raw, Exchange exchange) {
        long length = raw.getContentLengthLong();
        boolean framed = length > 0 || raw.getHeader("Transfer-Encoding") != null;
        boolean mayStream = length < 0 && raw.getProtocol().startsWith("HTTP/2") && !bodyless(raw.getMethod());
        return framed || mayStream ? new ServletBody(raw, length, exchange) : Body.empty();
    }

    /** On HTTP/2 nothing in the head says whether a body follows; for these methods none is expected. */
    private static boolean bodyless(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "DELETE", "TRACE" -> true;
            default -> false;
        };
    }
}
