# embed(TARGET SYMBOL FILE): the bytes of FILE become `const unsigned char SYMBOL[]`, read-only, with
# `const unsigned char SYMBOL_end[]` just behind them. A NUL follows, which is not counted.
enable_language(ASM)
function(embed target symbol file)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.S)
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
    .section .rodata
    .global @symbol@
    .global @symbol@_end
    .balign 16
@symbol@:
    .incbin "@file@"
@symbol@_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
]])
    set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
    target_sources(${target} PRIVATE ${source})
endfunction()
