package io.hauberk.tomcat;

import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.apache.catalina.util.ServerInfo;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketProperties;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * What permissive mode leans on inside Tomcat, none of which Tomcat promises to keep. Looked for before a port is made: what
 * had been overridden and is no longer there would not fail, it would just never be called.
 */
final class TomcatInside {
    private TomcatInside() {}

    /**
     * Requires that all of it is there.
     *
     * @throws IllegalStateException if the Tomcat on the class path lacks some of it
     */
    static void require() {
        try {
            for (List<Member> part : List.of(connections(), channels(), http())) {
                part.forEach(TomcatInside::requireVisible);
            }
        } catch (NoSuchMethodException | NoSuchFieldException | LinkageError e) {
            throw lacking(String.valueOf(e.getMessage()));
        }
    }

    private static List<Member> connections() throws NoSuchMethodException, NoSuchFieldException {
        return List.of(
                NioEndpoint.class.getDeclaredMethod("setSocketOptions", SocketChannel.class),
                NioEndpoint.class.getDeclaredMethod("startInternal"),
                NioEndpoint.class.getDeclaredMethod("getPoller"),
                NioEndpoint.class.getDeclaredMethod("destroySocket", SocketChannel.class),
                NioEndpoint.Poller.class.getDeclaredMethod("register", NioSocketWrapper.class),
                SocketProperties.class.getDeclaredMethod("setBufferPool", int.class),
                AbstractEndpoint.class.getDeclaredField("connections"),
                AbstractEndpoint.class.getDeclaredField("socketProperties"),
                NioSocketWrapper.class.getDeclaredConstructor(NioChannel.class, NioEndpoint.class),
                SocketWrapperBase.class.getDeclaredMethod("reset", Object.class),
                SocketWrapperBase.class.getDeclaredMethod("unRead", ByteBuffer.class),
                SocketWrapperBase.class.getDeclaredMethod("getServletConnection", String.class, String.class));
    }

    private static List<Member> channels() throws NoSuchMethodException, NoSuchFieldException {
        return List.of(
                NioChannel.class.getDeclaredConstructor(SocketBufferHandler.class),
                NioChannel.class.getDeclaredField("sc"),
                NioChannel.class.getDeclaredField("socketWrapper"),
                NioChannel.class.getDeclaredMethod("isHandshakeComplete"),
                NioChannel.class.getDeclaredMethod("handshake", boolean.class, boolean.class),
                SecureNioChannel.class.getDeclaredConstructor(SocketBufferHandler.class, NioEndpoint.class),
                SecureNioChannel.class.getDeclaredField("netInBuffer"),
                SecureNioChannel.class.getDeclaredMethod("reset", SocketChannel.class, NioSocketWrapper.class));
    }

    private static List<Member> http() throws NoSuchMethodException {
        return List.of(
                Http11NioProtocol.class.getDeclaredConstructor(NioEndpoint.class),
                Http11NioProtocol.class.getMethod("setAdapter", Adapter.class),
                Http11NioProtocol.class.getMethod("isSSLEnabled"),
                Request.class.getDeclaredMethod("getServletConnection"),
                Http2Protocol.class.getDeclaredMethod("getHttpUpgradeName", boolean.class),
                Http2Protocol.class.getDeclaredMethod("accept", Request.class),
                // Without it no request in HTTP/2 over TLS would be let in.
                Http2Protocol.class.getDeclaredMethod("getAllowSchemeMismatch"));
    }

    /** What is private is neither overridden nor reached. */
    static void requireVisible(Member member) {
        if (Modifier.isPrivate(member.getModifiers())) {
            throw lacking(member.getDeclaringClass().getName() + '.' + member.getName());
        }
    }

    static IllegalStateException lacking(String what) {
        return new IllegalStateException(ServerInfo.getServerInfo() + " lacks " + what
                + ", without which a port cannot take both TLS and plain text. Take strict mode, and a second connector for"
                + " those who still speak plain text, or a version of Tomcat that docs/identity.md names.");
    }
}
