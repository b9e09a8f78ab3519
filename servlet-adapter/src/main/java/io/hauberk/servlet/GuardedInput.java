package io.hauberk.servlet;

import io.hauberk.Exchange;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * The container's stream, except that it is noted when reading from the client fails, and that timeouts stand still while
 * the application waits for the client.
 */
final class GuardedInput extends ServletInputStream {
    private final ServletInputStream in;
    private final Application application;

    GuardedInput(ServletInputStream in, Application application) {
        this.in = in;
        this.application = application;
    }

    @Override
    public int read() throws IOException {
        application.waitsForClient();
        try {
            return counted(in.read(), 1);
        } catch (IOException e) {
            throw application.clientBroke(e);
        } finally {
            application.goesOn();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        application.waitsForClient();
        try {
            int n = in.read(bytes, offset, length);
            return counted(n, n);
        } catch (IOException e) {
            throw application.clientBroke(e);
        } finally {
            application.goesOn();
        }
    }

    private int counted(int result, int bytes) {
        if (result >= 0) {
            application.read(bytes);
        }
        return result;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(new Listening(listener));
    }

    /** Runs inside the exchange, and notes failures. */
    private final class Listening implements ReadListener {
        private final ReadListener listener;

        Listening(ReadListener listener) {
            this.listener = listener;
        }

        @Override
        public void onDataAvailable() throws IOException {
            try (Exchange.Scope scope = application.enter()) {
                listener.onDataAvailable();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            try (Exchange.Scope scope = application.enter()) {
                listener.onAllDataRead();
            }
        }

        @Override
        public void onError(Throwable failure) {
            application.clientBroke(failure);
            try (Exchange.Scope scope = application.enter()) {
                listener.onError(failure);
            }
        }
    }
}
