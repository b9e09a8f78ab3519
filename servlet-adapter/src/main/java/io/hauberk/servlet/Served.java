package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.network.Traffic;
import io.hauberk.problem.Problem;
import io.hauberk.service.TransportException;
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

    /** So many fields, or some fewer, are read without a copy. */
    private static final int USUAL_FIELDS = 10;

    private final Exchange exchange;
    private final HttpServletRequest raw;
    private final HttpServletResponse answer;
    private final Body body;
    private final Application application;

    Served(
            HttpServletRequest raw,
            HttpServletResponse answer,
            FilterChain chain,
            Ticker ticker,
            Registration registration) {
        this.raw = raw;
        this.answer = answer;
        this.exchange = Exchange.begin(ticker);
        this.body = body(raw, exchange);
        this.application = new Application(exchange, raw, answer, body, chain, registration);
        raw.setAttribute(ATTRIBUTE, this);
        raw.setAttribute(Exchange.class.getName(), exchange);
    }

    Exchange exchange() {
        return exchange;
    }

    /** A later dispatch was refused. */
    void refusedDispatch() {
        application.noticedDispatch();
    }

    /** The first dispatch: the filter decides and answers. */
    void serve(Filter filter) throws IOException, ServletException {
        exchange.attach(Peer.caller(raw));
        Response response = null;
        End end = End.FAILED;
        try (Exchange.Scope scope = exchange.enter()) {
            Request request = request();
            response = filter.handle(request, application);
            end = response.sent() || write(request, response) ? End.COMPLETED : End.FAILED;
        } catch (ClientAbortedException e) {
            end = End.CANCELLED;
            application.failing();
            throw containers(e);
        } catch (TransportException e) {
            application.failing();
            IOException own = containers(e);
            end = own == e ? End.FAILED : End.CANCELLED;
            throw own;
        } catch (Throwable e) {
            application.failing();
            throw e;
        } finally {
            application.returned(response, end);
        }
    }

    /**
     * Writes the answer of a filter or a target; one whose content breaks off before anything has left is replaced by a
     * refusal, as if it had not begun.
     *
     * @return whether the content was whole
     */
    private boolean write(Request request, Response response) throws IOException {
        if (response.status() == HttpServletResponse.SC_REQUEST_TIMEOUT && application.answeredByContainer()) {
            // Tomcat does so when a client falls silent, with this very status, before whoever reads hears of it.
            response.close();
            return true;
        }
        application.giveWay();
        Traffic traffic = Traffic.counting(exchange);
        try {
            Answer.write(response, answer, raw.getMethod(), traffic);
            return true;
        } catch (IOException e) {
            Rejection rejection = answer.isCommitted() ? null : Problem.of(e);
            if (rejection == null) {
                throw e;
            }
            exchange.record(rejection.decision(Outcome.ERROR));
            answer.reset();
            Answer.write(
                    Problem.json().rendered(request, Response.refused(rejection)), answer, raw.getMethod(), traffic);
            return false;
        }
    }

    /**
     * Of a failure of the client, what the container threw: it knows its own exception, and does not log it as a failure of
     * the application. Another failure is given back as it is.
     */
    private static IOException containers(IOException failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 16; depth++, cause = cause.getCause()) {
            if (cause instanceof ClientAbortedException client) {
                return client.getCause() instanceof IOException own ? own : client;
            }
        }
        return failure;
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
        Headers.Edit edit = Headers.Edit.withRoomFor(USUAL_FIELDS);
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
