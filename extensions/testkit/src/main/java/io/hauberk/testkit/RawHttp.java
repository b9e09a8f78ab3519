package io.hauberk.testkit;

import io.hauberk.Headers;
import io.hauberk.Sleeper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One HTTP/1.1 connection, byte by byte: sends exactly what it is told, also what no client or server would send, and
 * breaks in all the ways a connection can. For either side; see {@link RawServer}.
 *
 * <p>Blocks, with 60 seconds of patience for each read. Text is sent and read as ISO-8859-1, one byte a character. Not
 * thread-safe, except that {@link #close()} and {@link #reset()} may come from another thread.
 */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects to a port of this machine. */
    public static RawHttp connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new RawHttp(socket);
    }

    /** Connects with a receive window so small that the peer cannot send much before we read. */
    public static RawHttp connectWithSmallWindow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new RawHttp(socket);
    }

    /** Sends this text, byte by character. */
    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends these bytes. */
    public RawHttp send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends one character after the other, with a pause before each. In real time. */
    public RawHttp drip(String text, Duration pause) throws IOException {
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            Sleeper.system().sleep(pause);
            send(new byte[] {b});
        }
        return this;
    }

    /** Sends a request without body, with a Host field and the given field lines, and reads the answer. */
    public RawMessage get(String target, String... fieldLines) throws IOException {
        send(head("GET " + target + " HTTP/1.1", fieldLines));
        return readResponse("GET");
    }

    /** A head with a Host field, ready to be sent. */
    public static String head(String startLine, String... fieldLines) {
        StringBuilder text = new StringBuilder(startLine).append("\r\nHost: localhost\r\n");
        for (String line : fieldLines) {
            text.append(line).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** Reads a response to a GET; see {@link #readResponse(String)}. */
    public RawMessage readResponse() throws IOException {
        return readResponse("GET");
    }

    /**
     * Reads a whole response; responses with status 1xx come as messages of their own.
     *
     * @param method the method that is answered: a HEAD has no body, whatever its fields say
     */
    public RawMessage readResponse(String method) throws IOException {
        RawMessage head = readHead();
        int status = head.status();
        boolean bodyless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
        return bodyless ? head : withBody(head, true);
    }

    /** Reads a whole request. */
    public RawMessage readRequest() throws IOException {
        return withBody(readHead(), false);
    }

    /** Reads a start line and header fields, and leaves the body on the wire. */
    public RawMessage readHead() throws IOException {
        return new RawMessage(readLine(), readFields(), new byte[0], Headers.empty());
    }

    private RawMessage withBody(RawMessage head, boolean mayLastUntilClose) throws IOException {
        String length = head.header("Content-Length");
        if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            byte[] body = readChunks();
            return new RawMessage(head.startLine(), head.headers(), body, readFields());
        }
        if (length != null) {
            return new RawMessage(
                    head.startLine(), head.headers(), readBytes(Integer.parseInt(length)), Headers.empty());
        }
        byte[] rest = mayLastUntilClose ? in.readAllBytes() : new byte[0];
        return new RawMessage(head.startLine(), head.headers(), rest, Headers.empty());
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
            body.writeBytes(chunk);
        }
        return body.toByteArray();
    }

    /** Reads one chunk; an empty one is the last, and trailers or an empty line follow it. */
    public byte[] readChunk() throws IOException {
        byte[] chunk = readBytes(Integer.parseInt(readLine().split(";", 2)[0].trim(), 16));
        if (chunk.length > 0) {
            readLine();
        }
        return chunk;
    }

    /** Reads exactly so many bytes. */
    public byte[] readBytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("The connection ended after " + bytes.length + " of " + count + " bytes.");
        }
        return bytes;
    }

    /** Reads up to the end of a line, and returns it without that. */
    public String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The connection ended in the line \"" + line + "\".");
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    private Headers readFields() throws IOException {
        Headers.Edit fields = Headers.empty().edit();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            fields.addUnchecked(
                    line.substring(0, colon), line.substring(colon + 1).trim());
        }
        return fields.build();
    }

    /** Blocks until the peer has ended the connection, in whatever way; throws away what comes before. */
    public void awaitEnd() throws IOException {
        readRest();
    }

    /** Reads all that comes until the peer ends the connection, in whatever way. */
    public String readRest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (SocketException e) {
            // A reset is an end, too.
            return rest.toString(StandardCharsets.ISO_8859_1);
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** Says that we send no more, and goes on reading. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with RST: the peer's next read or write fails. */
    public void reset() throws IOException {
        reset(socket);
    }

    static void reset(Socket socket) throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // It was closed before, from another thread.
            return;
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
