package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Response;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the application sees of its response: the container's own, except that the head is fixed before the first byte
 * leaves, and that the body is kept back where a filter asked to read it.
 */
final class GuardedResponse extends HttpServletResponseWrapper {
    private final HttpServletResponse raw;
    private final HeadGate gate;
    private final Outflow outflow;
    private @Nullable GuardedOutput output;
    private @Nullable PrintWriter writer;

    GuardedResponse(HttpServletResponse raw, HeadGate gate, long captured) {
        super(raw);
        this.raw = raw;
        this.gate = gate;
        this.outflow = new Outflow(raw, gate, captured);
    }

    /** Fixes the head, because the answer is about to leave. */
    void leave() {
        outflow.letGo();
        gate.leave(raw);
    }

    /** Async processing has begun: other threads will write, so nothing is kept back any more. */
    void letGoForAsync() {
        outflow.letGo();
    }

    /** The application threw: the container's error page keeps the headers, so they are fixed now. */
    void failed() {
        outflow.discard();
        if (!raw.isCommitted()) {
            gate.leave(raw, SC_INTERNAL_SERVER_ERROR);
        }
    }

    /** The application has returned, and nothing goes on in other threads. */
    Response finish() {
        byte[] captured = outflow.captured();
        if (captured == null) {
            leave();
            return Response.sent(HeadGate.read(raw));
        }
        Head head = HeadGate.read(raw);
        HeadGate.replace(raw, head, new Head(SC_OK, Headers.empty()));
        return Response.of(head.status(), head.headers().without("Content-Length"), Body.of(captured));
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

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        outflow.announced(length);
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

    private void announce(String name, @Nullable String value) {
        if (value != null && name.equalsIgnoreCase("Content-Length")) {
            try {
                outflow.announced(Long.parseLong(value.trim()));
            } catch (NumberFormatException e) {
                // The container decides what becomes of a length that is none.
                outflow.announced(-1);
            }
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        if (outflow.keepsDespiteFlush()) {
            return;
        }
        outflow.letGo();
        gate.leave(raw);
        super.flushBuffer();
    }

    @Override
    public void reset() {
        super.reset();
        outflow.restart();
        gate.reopen();
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
        super.sendError(raw.isCommitted() ? status : gate.leave(raw, status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        outflow.discard();
        super.sendError(raw.isCommitted() ? status : gate.leave(raw, status), message);
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
        if (clearBuffer) {
            raw.resetBuffer();
            outflow.discard();
        } else {
            outflow.letGo();
        }
        raw.setStatus(status);
        raw.setHeader("Location", location);
        gate.leave(raw);
        raw.flushBuffer();
        outflow.close();
    }
}
