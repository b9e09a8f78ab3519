package io.hauberk.servlet;

import io.hauberk.testkit.InboundContract;
import io.hauberk.testkit.ThrowawayFolder;
import jakarta.servlet.ServletContext;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** Tomcat 11, HTTP/1.1 and HTTP/2 over plain text on one port. */
final class TomcatContainer implements InboundContract.Container {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Tomcat tomcat;
    private final ThrowawayFolder folder;

    private TomcatContainer(Tomcat tomcat, ThrowawayFolder folder) {
        this.tomcat = tomcat;
        this.folder = folder;
    }

    static TomcatContainer start(Consumer<ServletContext> deployment, boolean virtualThreads) throws Exception {
        ThrowawayFolder folder = ThrowawayFolder.named("hauberk-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setSilent(true);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("useVirtualThreads", Boolean.toString(virtualThreads));
        // Tomcat drops request trailers that are not named here.
        connector.setProperty("allowedTrailerHeaders", "x-sum");
        // Else Tomcat asks for the content before any filter has looked at the request.
        connector.setProperty("continueResponseTiming", "onRead");
        connector.addUpgradeProtocol(http2());
        tomcat.setConnector(connector);

        Context context = tomcat.addContext("", folder.toString());
        context.addErrorPage(page(501, null));
        context.addErrorPage(page(0, UnsupportedOperationException.class.getName()));
        context.addServletContainerInitializer(
                (classes, servletContext) -> deployment.accept(servletContext), Set.of());
        tomcat.start();
        return new TomcatContainer(tomcat, folder);
    }

    /** Tomcat ends connections whose frames are small, as those of the suite are. */
    private static Http2Protocol http2() {
        Http2Protocol http2 = new Http2Protocol();
        http2.setOverheadCountFactor(0);
        http2.setOverheadDataThreshold(0);
        http2.setOverheadWindowUpdateThreshold(0);
        // Who waits for bytes, or for a window, sometimes misses the reset of its stream, and waits for this long.
        http2.setStreamReadTimeout(PATIENCE_MILLIS);
        http2.setStreamWriteTimeout(PATIENCE_MILLIS);
        http2.setWriteTimeout(PATIENCE_MILLIS);
        return http2;
    }

    private static ErrorPage page(int status, String exception) {
        ErrorPage page = new ErrorPage();
        page.setLocation(InboundContract.ERROR_PAGE);
        page.setErrorCode(status);
        page.setExceptionType(exception);
        return page;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        // Else the next one in this process makes this folder anew, as its home.
        System.clearProperty("catalina.home");
        folder.close();
    }
}
