package io.hauberk.testkit.discovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to a {@link RegistryServer}, and its answer. For one thread. */
public final class RegistryCall {
    private final Socket socket;
    private final BufferedInputStream in;
    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final String body;
    private boolean streaming;
    private boolean ended;

    private RegistryCall(
            Socket socket,
            BufferedInputStream in,
            String method,
            String target,
            Map<String, String> headers,
            String body) {
        this.socket = socket;
        this.in = in;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    static @Nullable RegistryCall read(Socket socket, BufferedInputStream in) throws IOException {
        String start = line(in);
        if (start == null) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            headers.put(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).trim());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] parts = start.split(" ", 3);
        return new RegistryCall(socket, in, parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The method. */
    public String method() {
        return method;
    }

    /** The path, as it came. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The value of a query parameter, decoded; null if it is not there. */
    public @Nullable String query(String name) {
        int mark = target.indexOf('?');
        for (String pair : (mark < 0 ? "" : target.substring(mark + 1)).split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name)) {
                return equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** A field; null if it is not there. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The content. */
    public String body() {
        return body;
    }

    /** Answers with JSON. */
    public void reply(int status, String json, String... fields) throws IOException {
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        head(status, "Content-Length: " + content.length, fields);
        socket.getOutputStream().write(content);
        ended = true;
    }

    private void head(int status, String framing, String... fields) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n");
        head.append(framing).append("\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends a line of an answer that goes on until {@link #end}. */
    public void send(String line) throws IOException {
        begin();
        byte[] content = (line + "\n").getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(content);
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends the head of an answer that goes on. */
    public void begin() throws IOException {
        if (!streaming) {
            streaming = true;
            head(200, "Transfer-Encoding: chunked");
        }
    }

    /** Ends an answer that went on. */
    public void end() throws IOException {
        begin();
        socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        ended = true;
    }

    /** Waits a moment, and says whether the one who asked has gone meanwhile. */
    public boolean gone() throws IOException {
        socket.setSoTimeout(20);
        try {
            in.mark(1);
            int next = in.read();
            if (next >= 0) {
                in.reset();
            }
            return next < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        }
    }

    boolean ended() {
        return ended;
    }
}
