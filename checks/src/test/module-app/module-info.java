module io.hauberk.checks.app {
    requires io.hauberk.servlet;
    requires io.hauberk.okhttp;
    requires org.eclipse.jetty.ee11.servlet;
}
