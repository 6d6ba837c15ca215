/**
 * The model of types that weaving and {@code check} share, read from class files by ASM; no class is loaded. Names of types
 * are binary names with dots, a dollar sign before a nested type.
 */
@NullMarked
package dev.engram.agent.weave.classfile;

import org.jspecify.annotations.NullMarked;
