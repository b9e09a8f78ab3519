package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Response;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the application sees of its response: the container's own, except that the head is fixed before the first byte
 * leaves, and that the body is kept back where a filter asked to read it.
 */
final class GuardedResponse extends HttpServletResponseWrapper {
    private final HttpServletResponse raw;
    private final HeadGate gate;
    private final Application application;
    private final Outflow outflow;
    private boolean captured;
    private boolean failed;
    private @Nullable GuardedOutput output;
    private @Nullable PrintWriter writer;

    GuardedResponse(HttpServletResponse raw, HeadGate gate, Application application, long captured) {
        super(raw);
        this.raw = raw;
        this.gate = gate;
        this.application = application;
        this.outflow = new Outflow(raw, gate, application, captured);
    }

    /** Fixes the head, because the answer is about to leave. */
    void leave() {
        outflow.letGo();
        gate.leave(raw);
    }

    /** The same, where nobody is left who could answer instead. Gives back what keeps the answer from leaving. */
    @Nullable Throwable leaveForGood() {
        try {
            leave();
            return null;
        } catch (Throwable e) {
            return answerBarred(e);
        }
    }

    /** Sends the status alone where the failure is what barred the answer; else throws it on. */
    Throwable answerBarred(Throwable failure) {
        Throwable barred = gate.answerBarred(raw);
        if (barred == null) {
            throw Application.<RuntimeException>same(failure);
        }
        outflow.close();
        return barred;
    }

    /** What keeps the answer from leaving, or null. */
    @Nullable Throwable barred() {
        return gate.barred();
    }

    /** Async processing has begun: other threads will write, so nothing is kept back any more. */
    void letGoForAsync() {
        outflow.letGo();
    }

    /** The application threw. A filter may still answer, so nothing is fixed yet. */
    void dropOutput() {
        outflow.discard();
    }

    /** What the application threw leaves us: the container's error page keeps the headers, so they are fixed now. */
    void failed() {
        outflow.discard();
        if (!failed && !raw.isCommitted()) {
            failed = true;
            outflow.unwrite();
            gate.reopen(raw);
            gate.leaveFailed(raw, SC_INTERNAL_SERVER_ERROR);
        }
    }

    /** A filter gives an answer of its own, after the application has written one that did not leave. */
    void makeRoom() {
        gate.close();
        if (captured) {
            return;
        }
        outflow.discard();
        if (raw.isCommitted()) {
            throw new IllegalStateException(
                    "A filter gave an answer of its own when the application's had left already."
                            + " Return what next.handle returned, or ask with request.capturing(maxBytes) for an answer that waits.");
        }
        raw.reset();
        outflow.unwrite();
    }

    /** A writer hides what fails, so it is asked, once nothing can be changed by that. */
    void noteBrokenWriter() {
        if (writer != null && raw.isCommitted() && writer.checkError()) {
            application.clientGone(new IOException("The client did not take what was written."));
        }
    }

    /** The application has returned, and nothing goes on in other threads. */
    Response finish() {
        byte[] bytes = outflow.captured();
        if (bytes == null) {
            leave();
            noteBrokenWriter();
            return Response.sent(gate.head(raw));
        }
        captured = true;
        Head head = HeadGate.read(raw);
        HeadGate.replace(raw, head, new Head(SC_OK, Headers.empty()));
        return Response.of(head.status(), head.headers().without("Content-Length"), Body.of(bytes));
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (writer != null) {
            throw new IllegalStateException("getWriter() was called before, so getOutputStream() cannot be.");
        }
        if (output == null) {
            output = new GuardedOutput(outflow.keeping() ? null : raw.getOutputStream(), raw, outflow);
        }
        return output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (output != null) {
            throw new IllegalStateException("getOutputStream() was called before, so getWriter() cannot be.");
        }
        if (writer == null) {
            writer = new PrintWriter(new GuardedWriter(raw, outflow));
        }
        return writer;
    }

    /** Where we have given up, the container answers, and some containers set the status through us. */
    private void changing() {
        if (!failed) {
            gate.reopen(raw);
        }
    }

    @Override
    public void setStatus(int status) {
        changing();
        super.setStatus(status);
    }

    @Override
    public void addCookie(Cookie cookie) {
        changing();
        super.addCookie(cookie);
    }

    @Override
    public void setContentType(String type) {
        changing();
        super.setContentType(type);
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        changing();
        super.setCharacterEncoding(encoding);
    }

    @Override
    public void setLocale(Locale locale) {
        changing();
        super.setLocale(locale);
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        outflow.announced(length);
        changing();
        super.setContentLengthLong(length);
    }

    @Override
    public void setHeader(String name, String value) {
        announce(name, value);
        super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        announce(name, value);
        super.addHeader(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        announce(name, Integer.toString(value));
        super.setIntHeader(name, value);
    }

    @Override
    public void addIntHeader(String name, int value) {
        announce(name, Integer.toString(value));
        super.addIntHeader(name, value);
    }

    @Override
    public void setDateHeader(String name, long date) {
        changing();
        super.setDateHeader(name, date);
    }

    @Override
    public void addDateHeader(String name, long date) {
        changing();
        super.addDateHeader(name, date);
    }

    private void announce(String name, @Nullable String value) {
        if (value != null && name.equalsIgnoreCase("Content-Length")) {
            try {
                outflow.announced(Long.parseLong(value.trim()));
            } catch (NumberFormatException e) {
                // The container decides what becomes of a length that is none.
                outflow.announced(-1);
            }
        }
        changing();
    }

    @Override
    public void flushBuffer() throws IOException {
        if (outflow.keepsDespiteFlush()) {
            return;
        }
        outflow.letGo();
        gate.leave(raw);
        try {
            super.flushBuffer();
        } catch (IOException e) {
            throw outflow.broken(e);
        }
    }

    @Override
    public void reset() {
        super.reset();
        outflow.restart();
        gate.forget();
        output = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        outflow.restart();
    }

    @Override
    public void sendError(int status) throws IOException {
        outflow.discard();
        super.sendError(leaveWith(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        outflow.discard();
        super.sendError(leaveWith(status), message);
    }

    private int leaveWith(int status) {
        gate.reopen(raw);
        if (raw.isCommitted()) {
            return status;
        }
        outflow.unwrite();
        return gate.leave(raw, status);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        sendRedirect(location, SC_FOUND, true);
    }

    /** Servlet 6.1. Compiled against 6.0, so nothing here overrides by name; 6.1 calls it all the same. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    /** Servlet 6.1. */
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /** Servlet 6.1. Done here, since the 6.0 interface has no way to ask the container for another status. */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (raw.isCommitted()) {
            throw new IllegalStateException("The response is committed, so it cannot become a redirect.");
        }
        gate.reopen(raw);
        raw.setStatus(status);
        raw.setHeader("Location", location);
        if (clearBuffer) {
            raw.resetBuffer();
            outflow.discard();
            outflow.unwrite();
        } else {
            outflow.letGo();
        }
        gate.leave(raw);
        raw.flushBuffer();
        outflow.close();
    }
}
