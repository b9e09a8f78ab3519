package io.hauberk.spiffe;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;

/** Where an agent listens (SPIFFE Workload Endpoint §4): {@code unix:///path}, or {@code tcp://address:port}. */
record AgentAddress(String text, SocketAddress socket) {
    /** What the kernel takes on Linux, without the final zero byte. */
    private static final int MAX_PATH = 107;

    static AgentAddress parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
                throw wrong(text);
            }
            if ("unix".equals(uri.getScheme())) {
                return unix(text, uri);
            }
            if ("tcp".equals(uri.getScheme())) {
                return tcp(text, uri);
            }
        } catch (URISyntaxException | InvalidPathException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static AgentAddress unix(String text, URI uri) {
        String path = uri.getPath();
        boolean absolute = path != null && path.startsWith("/") && path.length() > 1;
        if (uri.getRawAuthority() != null || !absolute) {
            throw wrong(text);
        }
        if (path.length() > MAX_PATH) {
            throw new IllegalArgumentException("The path of the socket in \"" + text + "\" is longer than the "
                    + MAX_PATH + " bytes that systems take. Put it elsewhere.");
        }
        return new AgentAddress(text, UnixDomainSocketAddress.of(path));
    }

    /** The standard allows addresses only, no names. */
    private static AgentAddress tcp(String text, URI uri) {
        String host = uri.getHost();
        boolean literal = host != null && (host.matches("[0-9.]+") || host.startsWith("["));
        boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
        if (!literal || !bare || uri.getPort() < 1 || uri.getPort() > 65_535) {
            throw wrong(text);
        }
        return new AgentAddress(text, new InetSocketAddress(host, uri.getPort()));
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no address of a SPIFFE agent: it is like"
                + " unix:///run/spire/sockets/agent.sock, or tcp://127.0.0.1:8081.");
    }

    @Override
    public String toString() {
        return text;
    }
}
