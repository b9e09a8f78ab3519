package io.hauberk.accesslog;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where lines go. */
interface Sink {
    /** Whether anybody reads them. */
    boolean open();

    void write(String line);

    static Sink logger(String name) {
        Logger logger = LoggerFactory.getLogger(name);
        return new Sink() {
            @Override
            public boolean open() {
                return logger.isInfoEnabled();
            }

            @Override
            public void write(String line) {
                logger.info(line);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    static Sink to(Consumer<? super String> lines) {
        return new Sink() {
            @Override
            public boolean open() {
                return true;
            }

            @Override
            public void write(String line) {
                lines.accept(line);
            }

            @Override
            public String toString() {
                return "its own";
            }
        };
    }
}
