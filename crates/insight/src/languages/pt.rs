//! Portuguese.

use super::Language;

pub(super) const PT: Language = Language {
    tag: "pt",
    stop: "a à acaba acho aí ainda agora algo alguém algum alguma algumas alguns ali além ante antes ao aos apenas após aquela aquelas aquele aqueles aquilo aqui as às assim até através bastante bem boa bom cada casa \
        cem cerca cinco claro coisa coisas com como comigo contra contudo cá da dá daquela daquele dar das de dela delas dele deles demais dentro depois desde dessa desse desta deste deve devem dez disse disso dizer diz dizem do dois \
        dos duas durante e é ela elas ele eles em embora enquanto então entre era eram és essa essas esse esses esta está estamos estão estar estas estava estavam este estes estou eu exatamente exemplo faz fazem fazendo fazer \
        feito ficar fica foi fora foram forma fosse gente geralmente grande há havia hoje ia igual ir isso isto já jamais lá lado lhe lhes lo logo mais maior maioria mal mas me meio melhor menos mesma mesmas mesmo mesmos meu meus minha \
        minhas muita muitas muito muitos na nada não nas naquela naquele nem nenhum nenhuma nessa nesse nesta neste ninguém no nos nós nossa nossas nosso nossos nova novas novo novos num numa nunca o obrigado obrigada oi olá onde ok os ou outra \
        outras outro outros para parece parte pela pelas pelo pelos pensar pequena pequeno per pessoal pode podem poder podemos pois por porque porém porquê posso pouca pouco poucos pra pras primeira primeiro pro própria próprio quais qual qualquer \
        quando quanto quantos quase quatro que quê quem quer querem quero realmente são sabe sabem saber se sei seis seja sejam sem sempre sendo ser será seria seu seus si sido sim só sobre somente somos sou sua suas tá também tal talvez tanta tanto tão \
        te tem têm temos tendo tenha tenho ter terá teu teus teve tinha tinham tipo tive toda todas todavia todo todos três tu tua tudo um uma umas uns usar vai vamos vão vários várias vem ver vez vezes você vocês vou sete oito nove mil milhão milhões \
        né hum ah bem certo basicamente simplesmente daí",
    weak: "ano anos aspecto caso casos cidade conta dia dias diferente episódio fato facto fim final forma gente grupo história homem hora horas ideia ideias importante informação lado lugar mão mês meses momento mulher mundo nível nome número \
        ouvintes país palavra palavras parte pergunta perguntas pessoa pessoas podcast ponto problema problemas processo programa questão razão resposta resultado semana semanas sentido situação sistema tema temas tempo trabalho vida \
        segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro reais euros",
    connectors: "de do da dos das para",
    determiners: "o a os as um uma uns umas ao à do da dos das no na nos nas este esta esse essa aquele aquela meu minha seu sua nosso nossa cada",
    verb_cues: "eu tu ele ela nós vocês você eles elas não se me te pode podem posso quer quero deve vamos vai para",
    degree: "muito tão mais bastante demais realmente super extremamente completamente totalmente absolutamente especialmente",
    negations: "não nunca jamais nada ninguém nenhum nenhuma sem nem",
    positive: "bom boa melhor excelente ótimo ótima incrível maravilhoso maravilhosa fantástico perfeito perfeita lindo linda feliz felicidade alegria amor amar adoro contente sucesso esperança orgulho orgulhoso interessante fascinante ganhar \
        prazer confiança divertido rir sorriso coragem liberdade paz gentil útil eficaz vantagem legal bacana obrigado",
    negative: "mau má ruim pior terrível horrível triste tristeza medo problema crise guerra morte morrer morto ódio odiar raiva erro errado fracasso fracassar perder perdido perda perigo perigoso dor doente doença catástrofe decepção \
        sofrer sofrimento violência vítima solidão destruído vergonha estúpido chato difícil complicado ameaça acidente preocupado risco fraude",
    dangling: "e mas ou então porque isso isto ele ela eles elas assim também aí pois bom sim não claro que depois embora lá aqui daí",
    emphatic: "nunca sempre tudo nada ninguém só mas melhor pior primeiro maior verdade importante acredito amor medo orgulho impossível futuro sonho aprendi segredo",
    interrogatives: "como quando onde quem qual quais quanto quantos por_que por_quê o_que você_acha pode poderia",
    chatter: &[
        "bem-vind",
        "bem vind",
        "obrigado por",
        "obrigada por",
        "muito obrigad",
        "olá a todos",
        "olá pessoal",
        "bom dia",
        "boa tarde",
        "boa noite",
        "até a próxima",
        "até à próxima",
        "patroc",
        "cupom",
        "inscreva",
        "este episódio",
        "nosso convidado",
        "meu convidado",
        "este podcast",
        ".com",
        ".br",
    ],
    starters: "então bom agora ok bem vamos",
    openings: &[
        "vamos falar",
        "vamos passar",
        "próxima pergunta",
        "outra pergunta",
        "última pergunta",
        "para começar",
        "em relação a",
        "conta pra",
        "capítulo",
    ],
    announcements: &[
        "vamos",
        "falar sobre",
        "falar de",
        "antes de",
        "eu gostaria",
        "queria",
        "quero",
        "próxim",
        "outra pergunta",
        "uma pergunta",
        "pergunta",
    ],
    acknowledgements: &[
        "obrigad",
        "legal",
        "ótimo",
        "interessante",
        "perfeito",
        "excelente",
        "fantástico",
        "muito bem",
        "entendi",
    ],
    conjunctions: "e mas ou porque que",
    clitics: &[],
    titles: "sr sra senhor senhora dom dona dr dra doutor doutora professor professora presidente ministro rei rainha príncipe papa são santa",
    place_cues: "em no na",
    and: "e",
};
