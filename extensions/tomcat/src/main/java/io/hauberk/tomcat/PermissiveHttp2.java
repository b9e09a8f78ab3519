package io.hauberk.tomcat;

import org.apache.coyote.Request;
import org.apache.coyote.http2.Http2Protocol;

/** HTTP/2 by ALPN over TLS, and in plain text by prior knowledge and by upgrade. */
final class PermissiveHttp2 extends Http2Protocol {
    @Override
    public String getHttpUpgradeName(boolean isSslEnabled) {
        return "h2c";
    }

    /** Upgrades are for plain text only (RFC 7540, section 3.2). */
    @Override
    public boolean accept(Request request) {
        return super.accept(request) && !TrueScheme.isSecure(request);
    }

    /** Tomcat would compare {@code :scheme} with the port, which has none; {@link TrueScheme} sets it. */
    @Override
    public boolean getAllowSchemeMismatch() {
        return true;
    }
}
