package io.hauberk.standalone;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** Opens ports, and says in a sentence why one cannot be opened. */
final class Ports {
    private Ports() {}

    /**
     * Starts a server with one connector.
     *
     * @param cure what else could be done about a port that is in use
     * @throws IOException if its port cannot be opened
     */
    static void open(Server jetty, ServerConnector connector, String cure) throws Exception {
        try {
            jetty.start();
        } catch (Exception e) {
            jetty.stop();
            String sentence = sentence(e, connector, cure);
            throw sentence == null ? e : new IOException(sentence, e);
        }
    }

    private static @Nullable String sentence(Exception e, ServerConnector connector, String cure) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return sentence(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT), connector, cure);
            }
            if (cause instanceof UnresolvedAddressException || isUnresolved(cause)) {
                return "The address \"" + connector.getHost()
                        + "\" cannot be resolved, so nothing can listen on it. Write" + " an address of this machine.";
            }
        }
        return null;
    }

    private static boolean isUnresolved(Throwable cause) {
        return cause instanceof java.net.SocketException
                && String.valueOf(cause.getMessage()).contains("nresolved");
    }

    private static String sentence(String reason, ServerConnector connector, String cure) {
        if (reason.contains("assign")) {
            return "The address \"" + connector.getHost()
                    + "\" is none of this machine, so nothing can listen on it. Write" + " an address of this machine.";
        }
        if (reason.contains("denied")) {
            return "Port " + connector.getPort() + " cannot be opened: this user may not. Take a port from 1024 on.";
        }
        return "Port " + connector.getPort() + " is in use. Stop what uses it, or " + cure + ".";
    }
}
