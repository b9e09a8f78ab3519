/**
 * How a call is made, said where the call is declared: on the interfaces of Retrofit, Feign and others like them. Plain
 * metadata, read once when the interface is put to use.
 */
@NullMarked
package io.hauberk.annotation;

import org.jspecify.annotations.NullMarked;
